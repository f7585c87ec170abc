from django.db import models

from courses.enums import AreaStatus
from lms.common.fields import TranslatedField


class Area(models.Model):
    """A training area of the regional programme (DOMAIN T-02); one in preparation is shown so that the gap is seen."""

    key = models.SlugField(unique=True)
    title = TranslatedField()
    status = models.CharField(max_length=16, choices=AreaStatus, default=AreaStatus.OPEN)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return str(self.title)
