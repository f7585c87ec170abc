"""The confidentiality undertaking: its text, its version and the hash of what was shown."""

import hashlib

UNDERTAKING_VERSION = "2012-1"

TEXTS = {
    "es": (
        "Usaré lo que vea u oiga durante la pasantía únicamente para aprender.",
        "No copiaré, fotografiaré, grabaré ni sacaré expedientes, pantallas o evidencias.",
        (
            "No revelaré datos que permitan identificar a víctimas, testigos, personas investigadas o funcionarios, ni "
            "antes ni después de la pasantía."
        ),
        "No intervendré en actos de investigación ni emitiré opiniones sobre casos concretos ante terceros.",
        (
            "Respetaré las normas de seguridad y la autoridad de la oficina anfitriona; si una diligencia no admite "
            "observadores, me retiraré."
        ),
        "Mis informes no contendrán nombres ni números de expediente.",
        "Avisaré de inmediato a mi mentor o mentora y a la Secretaría si creo que se produjo una filtración.",
        "Este compromiso subsiste cuando termine la pasantía y no me impide cumplir un deber legal de denunciar.",
    ),
    "en": (
        "I will use what I see or hear only to learn.",
        "I will not copy, photograph, record or remove files, screens or evidence.",
        (
            "I will not disclose, during or after the placement, anything that could identify victims, witnesses, "
            "persons under investigation or officials."
        ),
        "I will take no part in investigative acts and give no opinion on specific cases to third parties.",
        "I will follow the host's security rules and authority and step out when observers are not allowed.",
        "My reports will contain no names or case numbers.",
        "I will tell my mentor and the Secretariat at once if I suspect a leak.",
        "This undertaking outlives the placement and does not override a legal duty to report.",
    ),
}


def hash_text(language: str) -> str:
    """What was shown, so that nobody can say later it was another text."""
    return hashlib.sha256("\n".join(TEXTS[language]).encode()).hexdigest()
