"""What changes courses: freezing a version, loading a curriculum."""

from courses.services.freezing import CourseNotComplete, freeze_course
from courses.services.loading import LoadReport, load_curriculum

__all__ = ["CourseNotComplete", "LoadReport", "freeze_course", "load_curriculum"]
