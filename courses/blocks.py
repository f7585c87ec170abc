"""What a lesson is made of. Each block tells the editor what it is for; its drawing is a small template of its own."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

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
    summary = LinesBlock(icon="list-ul", label=_("Summary"))
    self_questions = LinesBlock(icon="help", label=_("Questions to oneself"))
