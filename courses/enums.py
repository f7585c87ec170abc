from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaStatus(TextChoices):
    OPEN = "OPEN", _("Open")
    IN_PREPARATION = "IN_PREPARATION", _("In preparation")


class QuestionKind(TextChoices):
    SINGLE = "SINGLE", _("Single choice")


class Difficulty(TextChoices):
    EASY = "EASY", _("Easy")
    MEDIUM = "MEDIUM", _("Medium")
    HARD = "HARD", _("Hard")
