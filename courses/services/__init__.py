"""What changes courses: freezing a version, loading a curriculum, taking questions into the bank."""

from courses.services.banking import ImportReport, QuestionsRefused, import_questions
from courses.services.dumping import FolderNotEmpty, NothingToWrite, dump_curriculum
from courses.services.freezing import CourseNotComplete, freeze_course
from courses.services.loading import LoadReport, load_curriculum

__all__ = [
    "CourseNotComplete",
    "FolderNotEmpty",
    "ImportReport",
    "LoadReport",
    "NothingToWrite",
    "QuestionsRefused",
    "dump_curriculum",
    "freeze_course",
    "import_questions",
    "load_curriculum",
]
