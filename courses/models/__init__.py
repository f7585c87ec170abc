"""What is taught: pages for authoring, questions, and the frozen versions that learners get."""

from courses.models.areas import Area
from courses.models.pages import CoursePage, LessonPage, ModulePage, ProgrammePage
from courses.models.questions import Question, QuestionOption
from courses.models.versions import CourseVersion, LessonVersion, ModuleVersion, QuestionVersion

__all__ = [
    "Area",
    "CoursePage",
    "CourseVersion",
    "LessonPage",
    "LessonVersion",
    "ModulePage",
    "ModuleVersion",
    "ProgrammePage",
    "Question",
    "QuestionOption",
    "QuestionVersion",
]
