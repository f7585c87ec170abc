"""What changes courses: freezing a version, loading a curriculum, taking questions into the bank."""

from courses.services.banking import ImportReport, QuestionsRefused, import_questions
from courses.services.freezing import CourseNotComplete, freeze_course
from courses.services.loading import LoadReport, load_curriculum

__all__ = [
    "CourseNotComplete",
    "ImportReport",
    "LoadReport",
    "QuestionsRefused",
    "freeze_course",
    "import_questions",
    "load_curriculum",
]
