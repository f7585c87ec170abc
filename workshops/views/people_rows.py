"""The rows of an edition's people as HTML, drawn here: seventy of them as template nodes were a third of the page."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.common.templatetags.aula import instant
from workshops.selectors.participants import PersonRow

ROW = """<tr>
<th scope="row"><a href="{}">{}</a></th>
{}{}<td data-label="{}"><span>{}{}</span></td>
</tr>
"""
CELL = '<td data-label="{}">{}</td>\n'
BADGE = '<span class="badge badge--{}">{}</span>'
NOTE = ' <span class="meta">{}</span>'


def render_people_rows(rows: Iterable[PersonRow], *, shows_office: bool) -> SafeString:
    """The body of the table in ``workshops/_people.html``, whose headings say the same words."""
    rows, state = list(rows), _("State")
    # Seventy rows have a handful of cells among them.
    offices = {(row.office, row.country): "" for row in rows}
    if shows_office:
        offices = {where: format_html(CELL, _("Office"), ", ".join(where)) for where in offices}
    modalities = {one: format_html(CELL, _("Takes part"), one) for one in {row.modality for row in rows}}
    badges = {(one.tone, one.label): format_html(BADGE, one.tone, one.label) for one in {row.badge for row in rows}}
    return format_html_join(
        "",
        ROW,
        (
            (
                row.url,
                row.name,
                offices[row.office, row.country],
                modalities[row.modality],
                state,
                badges[row.badge.tone, row.badge.label],
                _notes(row),
            )
            for row in rows
        ),
    )


def _notes(row: PersonRow) -> str:
    """Where somebody stands in line, or by when an answer is due."""
    if row.place_in_line:
        return format_html(NOTE, _("place %(place)s in line") % {"place": row.place_in_line})
    if row.respond_by:
        words = _("answer by %(at)s") % {"at": "{at}"}
        return format_html(NOTE, format_html(words, at=instant(row.respond_by)))
    return ""
