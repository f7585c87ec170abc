"""The least the serving process needs of the database: rows, but not the tables, nor what guards the audit trail."""

from collections.abc import Iterator

from django.db import connection

from lms.records.models import AuditEntry, AuditSeal

ERASABLE = ("detail", "detail_salt")  # what a person typed; the rest of an entry is for good
MIGRATIONS = "django_migrations"


def grants(role: str) -> Iterator[str]:
    """Statements for the owner of the tables, after every migration: ``role`` may then serve, and no more."""
    name = connection.ops.quote_name(role)
    entries, seals = AuditEntry._meta.db_table, AuditSeal._meta.db_table
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"
    yield f"REVOKE UPDATE, DELETE ON {entries}, {seals} FROM {name}"
    yield f"GRANT UPDATE ({', '.join(ERASABLE)}) ON {entries} TO {name}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON {MIGRATIONS} FROM {name}"


def excess() -> list[str]:
    """What the role we are connected as may do beyond serving, in sentences; none is as it should be."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        is_super, makes_databases, makes_roles = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            " AND pg_has_role(current_user, tableowner, 'USAGE')"
        )
        owned = cursor.fetchone()[0]
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'DELETE, TRUNCATE')", [AuditEntry._meta.db_table])
        empties_trail = cursor.fetchone()[0]
    told = [
        (is_super, "It is a superuser: it may do anything, also outside this database."),
        (makes_databases, "It may create databases."),
        (makes_roles, "It may create roles."),
        (owned, f"It owns {owned} tables: it could drop them, and the guards of the audit trail."),
        (empties_trail, "It may delete from the audit trail."),
    ]
    return [sentence for holds, sentence in told if holds]
