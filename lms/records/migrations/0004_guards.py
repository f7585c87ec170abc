"""Entries and seals are only ever appended: the database refuses anything else, whoever asks.

What a person typed (and its salt) may be emptied; nothing else of an entry may change. SQLite loses triggers when a
later migration rebuilds the table: such a migration ends by running ``guard`` of this one again, and
``verify_ledger`` fails where they are missing.
"""

from django.db import migrations

FROZEN = [
    "id", "at", "actor_ref", "acting_role", "about_ref", "action", "target_type", "target_ref", "from_state",
    "to_state", "detail_commitment",
]

SQLITE = [
    """CREATE TRIGGER records_entry_kept BEFORE DELETE ON records_auditentry
       BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
    """CREATE TRIGGER records_entry_frozen BEFORE UPDATE ON records_auditentry
       WHEN {changed} OR (NEW.detail <> OLD.detail AND NEW.detail <> '')
            OR (NEW.detail_salt <> OLD.detail_salt AND NEW.detail_salt <> '')
       BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""".format(
        changed=" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
    ),
    """CREATE TRIGGER records_seal_kept BEFORE DELETE ON records_auditseal
       BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END""",
    """CREATE TRIGGER records_seal_frozen BEFORE UPDATE ON records_auditseal
       BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END""",
]
POSTGRES = [
    """CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit trail is only ever appended to'; END $$""",
    """CREATE TRIGGER records_entry_kept BEFORE DELETE ON records_auditentry
       FOR EACH ROW EXECUTE FUNCTION records_refuse()""",
    """CREATE TRIGGER records_entry_frozen BEFORE UPDATE ON records_auditentry FOR EACH ROW
       WHEN ({changed} OR (NEW.detail <> OLD.detail AND NEW.detail <> '')
             OR (NEW.detail_salt <> OLD.detail_salt AND NEW.detail_salt <> ''))
       EXECUTE FUNCTION records_refuse()""".format(
        changed=" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    ),
    """CREATE TRIGGER records_seal_kept BEFORE DELETE ON records_auditseal
       FOR EACH ROW EXECUTE FUNCTION records_refuse()""",
    """CREATE TRIGGER records_seal_frozen BEFORE UPDATE ON records_auditseal
       FOR EACH ROW EXECUTE FUNCTION records_refuse()""",
]
TABLES = {"entry": "records_auditentry", "seal": "records_auditseal"}


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for what, table in TABLES.items():
        for how in ("kept", "frozen"):
            where = "" if is_sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER records_{what}_{how}{where}", params=None)


class Migration(migrations.Migration):

    dependencies = [("records", "0003_ledger")]

    operations = [migrations.RunPython(guard, unguard)]
