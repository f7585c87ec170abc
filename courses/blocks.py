"""What a lesson is made of. Each block tells the editor what it is for; its drawing is a small template of its own."""

from typing import Any

from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.casework import MOST_OPTIONS, MOST_POINTS, MOST_SCENES, faults_of

PROSE_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "blockquote", "hr"]
LINE_FEATURES = ["bold", "italic", "link"]


class LinesBlock(blocks.ListBlock):
    """A list of one-line texts."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(blocks.RichTextBlock(features=LINE_FEATURES, label=_("Line")), **kwargs)


class TableBlock(blocks.StructBlock):
    header = LinesBlock(label=_("Column headings"))
    rows = blocks.ListBlock(LinesBlock(label=_("Row")), label=_("Rows"))

    class Meta:
        icon = "table"
        label = _("Table")


class ProseBlock(blocks.StreamBlock):
    """Running text with a table where one is needed."""

    text = blocks.RichTextBlock(features=PROSE_FEATURES, label=_("Text"))
    table = TableBlock()

    class Meta:
        label = _("Content")


class DefinitionBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Term"))
    body = ProseBlock()

    class Meta:
        icon = "openquote"
        label = _("Definition")
        help_text = _("A term the reader will need again.")


class ReferenceBlock(blocks.StructBlock):
    instrument = blocks.CharBlock(label=_("Instrument"))
    article = blocks.CharBlock(required=False, label=_("Article"))
    url = blocks.URLBlock(required=False, label=_("Address of the official text"))
    body = ProseBlock()

    class Meta:
        icon = "doc-full"
        label = _("Legal reference")
        help_text = _("What the rule says, in your own words, and why it matters here.")


class ExampleBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    body = ProseBlock()

    class Meta:
        icon = "view"
        label = _("Worked example")
        help_text = _("Invented people and places only.")


class OptionBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(features=LINE_FEATURES, label=_("Option"))
    feedback = blocks.RichTextBlock(features=LINE_FEATURES, label=_("What follows from it"))
    is_best = blocks.BooleanBlock(required=False, label=_("The best option"))


class DecisionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"))
    body = ProseBlock(label=_("Situation"))
    options = blocks.ListBlock(OptionBlock(), min_num=2, label=_("Options"))

    class Meta:
        icon = "help"
        label = _("Decision")
        help_text = _("What the reader decides before reading on.")


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    items = LinesBlock(label=_("Steps"))

    class Meta:
        icon = "tasks"
        label = _("Checklist")


class ActivityBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    minutes = blocks.IntegerBlock(min_value=1, max_value=600, label=_("Minutes"))
    body = ProseBlock()

    class Meta:
        icon = "edit"
        label = _("Practical activity")
        help_text = _("Training is theoretical and practical: every module has at least one.")


class AnnexPlaceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What the national school confirms"))
    body = ProseBlock()

    class Meta:
        icon = "globe"
        label = _("Place of the national annex")
        help_text = _("National law is never asserted in the regional core.")


class PassageBlock(blocks.StructBlock):
    when = blocks.CharBlock(
        required=False,
        label=_("Only when"),
        help_text=_("Words that an earlier option lets be remembered: “protegido, no expuesto”. Empty: always."),
    )
    body = ProseBlock()

    class Meta:
        label = _("Passage")


class CaseOptionBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(features=LINE_FEATURES, label=_("Option"))
    feedback = blocks.RichTextBlock(features=LINE_FEATURES, label=_("What follows from it, and why"))
    points = blocks.IntegerBlock(min_value=0, max_value=MOST_POINTS, default=0, label=_("Points"))
    next = blocks.CharBlock(label=_("Leads to"), help_text=_("A scene, an ending, or “fin”: the first that fits"))
    remembers = blocks.CharBlock(
        required=False, label=_("Remembered"), help_text=_("Words for later conditions, with commas between")
    )


class SceneBlock(blocks.StructBlock):
    key = blocks.CharBlock(max_length=40, label=_("Short name"))
    title = blocks.CharBlock(label=_("What is decided"))
    passages = blocks.ListBlock(PassageBlock(), label=_("What is told"))
    options = blocks.ListBlock(CaseOptionBlock(), min_num=2, max_num=MOST_OPTIONS, label=_("Options"))


class EndingBlock(blocks.StructBlock):
    key = blocks.CharBlock(max_length=40, label=_("Short name"))
    title = blocks.CharBlock(label=_("Title"))
    when = blocks.CharBlock(required=False, label=_("Only when"), help_text=_("“protegido, puntos>=9”"))
    passages = blocks.ListBlock(PassageBlock(), label=_("What is told"))


class CaseBlock(blocks.StructBlock):
    key = blocks.RegexBlock(r"^[a-z0-9-]{1,40}\Z", label=_("Short name"), help_text=_("Never changes"))
    title = blocks.CharBlock(label=_("Title"))
    body = ProseBlock(label=_("Where the case begins"))
    scenes = blocks.ListBlock(SceneBlock(), min_num=1, max_num=MOST_SCENES, label=_("Scenes"))
    endings = blocks.ListBlock(EndingBlock(), min_num=2, label=_("Endings"))

    class Meta:
        icon = "decimal"
        label = _("Branching case")
        help_text = _("Decisions with consequences that are remembered, several endings, and why each was wise or not.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if faults := faults_of(cleaned):
            raise StructBlockValidationError(non_block_errors=ErrorList(faults))
        return cleaned


class FootnotesBlock(blocks.ListBlock):
    """The notes that ``[^1]``, ``[^2]`` … in the lesson's text lead to, in their order."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(blocks.RichTextBlock(features=LINE_FEATURES, label=_("Note")), **kwargs)


class MomentBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("When"))
    text = blocks.RichTextBlock(features=LINE_FEATURES, label=_("What happened"))


class TimelineBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    moments = blocks.ListBlock(MomentBlock(), min_num=2, label=_("Moments"))

    class Meta:
        icon = "history"
        label = _("Timeline")
        help_text = _("What happened when, in order: of a case, of a rule.")


class CardBlock(blocks.StructBlock):
    front = blocks.RichTextBlock(features=LINE_FEATURES, label=_("Front"))
    back = blocks.RichTextBlock(features=LINE_FEATURES, label=_("Back"))


class CardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    cards = blocks.ListBlock(CardBlock(), min_num=1, label=_("Cards"))

    class Meta:
        icon = "copy"
        label = _("Flash cards")
        help_text = _("For going over: the reader answers inwardly and turns the card.")


class LessonBody(blocks.StreamBlock):
    """The blocks of a lesson, in reading order."""

    text = blocks.RichTextBlock(features=PROSE_FEATURES, label=_("Text"), icon="pilcrow")
    table = TableBlock()
    definition = DefinitionBlock()
    reference = ReferenceBlock()
    example = ExampleBlock()
    decision = DecisionBlock()
    checklist = ChecklistBlock()
    activity = ActivityBlock()
    annex_place = AnnexPlaceBlock()
    timeline = TimelineBlock()
    cards = CardsBlock()
    case = CaseBlock()
    footnotes = FootnotesBlock(
        icon="list-ol",
        label=_("Footnotes"),
        help_text=_("Write [^1] in the text where the first note belongs, [^2] where the second does."),
    )
    summary = LinesBlock(icon="list-ul", label=_("Summary"))
    self_questions = LinesBlock(icon="help", label=_("Questions to oneself"))
