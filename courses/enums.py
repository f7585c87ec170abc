from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaStatus(TextChoices):
    OPEN = "OPEN", _("Open")
    IN_PREPARATION = "IN_PREPARATION", _("In preparation")


class QuestionKind(TextChoices):
    SINGLE = "SINGLE", _("Single choice")
    MULTIPLE = "MULTIPLE", _("Multiple choice")
    TRUE_FALSE = "TRUE_FALSE", _("True or false")
    MATCHING = "MATCHING", _("Matching")
    ORDERING = "ORDERING", _("Ordering")
    NUMERIC = "NUMERIC", _("Number")
    SHORT_ANSWER = "SHORT_ANSWER", _("Short answer")
    CLOZE = "CLOZE", _("Text with gaps")
    ESSAY = "ESSAY", _("Essay")
    DESCRIPTION = "DESCRIPTION", _("Text that asks nothing")


class Difficulty(TextChoices):
    EASY = "EASY", _("Easy")
    MEDIUM = "MEDIUM", _("Medium")
    HARD = "HARD", _("Hard")
