"""Passages that name somebody or something, and a text that names nobody: the lint is measured on these."""

SPANISH = [
    "El fiscal Nicanor Ceiba Montes nos mostró el archivo.",
    "Hablé con la licenciada Ixchel Quetzal sobre el método.",
    "El testigo Ramiro Izote declaró por videoconferencia.",
    "Mi mentora, Xiomara Jiquilite Paz, dirigió la reunión.",
    "Se trabajó el expediente 245-2011 con cuidado.",
    "La causa penal N.º 1123/2010 sirvió de ejemplo.",
    "Revisamos el caso FGR-3345-2011 durante la mañana.",
    "El imputado alias «El Tuerto» fue trasladado.",
    "Me dieron el teléfono 2255-8899 para llamar.",
    "El vehículo con placas P 345-982 estaba afuera.",
    "Doña Zoila Añil explicó la cadena de custodia.",
    "El juez Eleuterio Torogoz Lara presidió la audiencia.",
    "La víctima, Amaranta Vela, pidió protección.",
    "Escriba a nicanor.ceiba@example.org si hay dudas.",
    "Su DUI es 04567891-2 según la pantalla.",
    "Conversé largo rato con Tomás Quetzal Rivas.",
    "La carpeta 778-UDCO-2011 estaba abierta en la mesa.",
    "El inspector Izote coordinó el allanamiento.",
    "Vimos la noticia criminal 110016000023201101234 en el sistema.",
    "La agente Cordero llevaba el registro.",
    "El señor Montes entregó las llaves.",
    "Según el Dr. Lara, la pericia tarda dos meses.",
    "El magistrado Torogoz votó en contra.",
    "El número +503 7788 9900 aparecía en la agenda.",
    "La defensa de Nicanor de la Ceiba apeló.",
    "Al acusado Rivas le impusieron prisión.",
    "Una colega, Ixchel Vela, tomó notas.",
    "En la sentencia 45-2010 se explica el criterio.",
    "R. Montes firmó el acta de la reunión.",
    "Ayer declaró Eleuterio Añil Cordero ante el tribunal.",
]
ENGLISH = [
    "Prosecutor Nicanor Ceiba walked us through the file.",
    "My mentor, Xiomara Paz, chaired the meeting.",
    "The witness Ramiro Izote testified by video link.",
    "We worked on case 245-2011 all morning.",
    "Docket No. 1123/2010 was used as an example.",
    "The file FGR-3345-2011 lay open on the desk.",
    "The defendant, known as “El Tuerto”, was moved.",
    "I was given the telephone number 2255-8899.",
    "The car with plates P 345-982 was parked outside.",
    "Mr. Montes handed over the keys.",
    "Judge Torogoz presided over the hearing.",
    "The victim, Amaranta Vela, asked for protection.",
    "Write to nicanor.ceiba@example.org with questions.",
    "The document 04567891-2 was on the screen.",
    "I talked at length with Tomás Quetzal Rivas.",
    "Inspector Izote planned the search.",
    "Officer Cordero kept the log.",
    "According to Dr. Lara the report takes two months.",
    "The number +503 7788 9900 was in the diary.",
    "Counsel for Nicanor de la Ceiba appealed.",
    "The accused Rivas was remanded.",
    "A colleague, Ixchel Vela, took notes.",
    "Ms. Jiquilite explained the chain of custody.",
    "Case number 45-2010 explains the criterion.",
    "R. Montes signed the minutes.",
    "Eleuterio Añil Cordero spoke before the court.",
    "The prosecutor Zoila Cordero led the interview.",
    "Reference 2011-00457 stands on every page.",
    "His passport A1234567 was copied.",
    "Thanks to Amaranta Lara the visit went well.",
]
CLEAN = """
Durante la semana visité la Fiscalía General de la República y el Instituto de Medicina Legal. La Unidad
Especializada contra el Crimen Organizado reparte el trabajo por etapas: recepción, investigación y juicio. En mi
país, el Ministerio Público sigue otro orden, porque el Código Procesal Penal pide autorización del juez de
garantías para cada intervención. El martes hubo una audiencia ante la Corte Suprema de Justicia. El miércoles
conocimos el laboratorio de la Policía Nacional Civil y la unidad de inteligencia financiera. Observé tres prácticas
que se pueden trasladar: la mesa semanal con analistas, la plantilla de teoría del caso y la reunión breve con la
policía. La fiscal que me acompañó explicó la cadena de custodia con paciencia. El juez permitió observar desde la
sala contigua. En 2011 la oficina cambió su organización y pasó de 12 a 25 fiscales. Las Reglas de Heredia y la
Convención de Palermo sirven de base común. América Central comparte problemas parecidos: extorsión, ciberdelito,
lavado de activos. Propongo que la Red prepare un módulo en la Escuela de Capacitación. Me comprometo a dar una
charla de 90 minutos a 15 colegas antes del 30 de noviembre. Costa Rica, El Salvador y Guatemala tienen puntos de
contacto activos. La Secretaría respondió siempre el mismo día.

The host office works in stages and keeps one team on a file from intake to trial. The Attorney General's Office has
a Special Unit for Organised Crime, and the Supreme Court hears appeals within four months. On Tuesday we attended a
hearing; on Wednesday we saw the Forensic Institute. The prosecutor explained how a witness is protected before and
after the trial. The judge let observers sit in the next room. What differs from my own system is that the police
report to the prosecutor each week. Two practices deserve to be carried home: the weekly meeting with analysts, and
the one-page theory of the case. The United Nations Convention against Transnational Organized Crime gives both
systems the same words. Most obstacles are small: no shared calendar, and requests that travel by letter. I suggest
a contact list and a call every month. By November I will give a talk of 90 minutes to 15 colleagues. The mentor
gave me two hours each day, which was enough. Costs were paid by the Network. Room 204 was quiet, and the lodging
was ten minutes away. Everything in this report was discussed with the office before I wrote it. I would come again,
and I would stay for two weeks instead of one, since the third day is when the questions become good. Thank you.
"""
