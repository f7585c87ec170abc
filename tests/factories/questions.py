"""A frozen question of every kind, written in GIFT and frozen by the house's own code. What must not leak is marked."""

from courses.models import CourseVersion, Question, QuestionVersion
from courses.questions.gift import read_gift_text
from courses.services.banking import store_question
from courses.services.pictures import question_picture

# Words that stand in the key alone: nothing that is sent before handing in may hold them.
SECRETS = ["RESERVADO", "CLAVE-CORTA", "CLAVE-HUECO", "77731", "88852"]
EVERY_KIND = """
// [id:unica] [tag:a1] [tag:facil]
::Única::¿Única?{=Uno#RESERVADO única ~Dos#RESERVADO dos ~%50%Medio#RESERVADO medio ####RESERVADO razón única}

// [id:multiple] [tag:a1]
::Múltiple::¿Cuáles?{~%50%Alfa#RESERVADO alfa ~%50%Beta#RESERVADO beta ~%-50%Gama#RESERVADO gama ~%-50%Delta}

// [id:verdad] [tag:a1]
::Verdad::¿Verdad o no?{F#RESERVADO mal#RESERVADO bien}

// [id:pares] [tag:a2]
::Pares::Relacione.{=Fiscal -> Acusa#RESERVADO par =Perito -> Explica =Juez -> Decide =-> Archiva}

// [id:orden] [tag:a2]
::Orden::Ordene.{>
  Proteger#RESERVADO primero
  Fotografiar
  Recoger
  Sellar
}

// [id:numero] [tag:a2]
::Número::¿Cuánto?{#=77731:2#RESERVADO número =%50%77731:20#RESERVADO cerca ~#RESERVADO lejos}

// [id:corta] [tag:a2]
::Corta::¿Quién guarda?{=CLAVE-CORTA#RESERVADO corta =%40%custodía *#RESERVADO otra}

// [id:huecos] [tag:a2]
::Huecos::El {1:SHORTANSWER:=CLAVE-HUECO#RESERVADO hueco} se firma {2:MULTICHOICE:=aquí#RESERVADO aquí~allí}
en {1:NUMERICAL:=88852:1} días.{####RESERVADO razón}

// [id:ensayo] [tag:a2]
::Ensayo::Escriba.{####RESERVADO ensayo}
"""


def freeze_gift(version: CourseVersion, text: str = EVERY_KIND) -> dict[str, QuestionVersion]:
    """The questions of ``text`` as frozen questions of ``version``, by their keys."""
    found = read_gift_text(text)
    assert found.errors == []
    last = version.questions.count()
    frozen = {}
    for position, question in enumerate(found.questions):
        store_question(
            key=question.key, course_key=version.course_key, module_key="a1", position=position, source=question
        )
        row = Question.objects.get(key=question.key)
        frozen[question.key] = QuestionVersion.objects.create(
            course_version=version, position=last + position, **question_picture(row)
        )
    return frozen
