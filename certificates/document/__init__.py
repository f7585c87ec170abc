"""The printed document: fonts, wording, ornament, page. Knows statements, not the database."""
