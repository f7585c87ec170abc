"""Data apart from the shape of tables: PostgreSQL does not change both in one transaction."""

from django.db import migrations


def count_as_told(apps, schema_editor):
    """Whoever was admitted before this platform wrote invitations knows their dates: no flood of mails."""
    Participant = apps.get_model("live", "Participant")
    Session = apps.get_model("live", "Session")
    for pk, sequence in Session.objects.values_list("pk", "sequence").iterator():
        Participant.objects.filter(session_id=pk).update(told_sequence=sequence)



class Migration(migrations.Migration):
    dependencies = [("live", "0020_series_and_invitations")]

    operations = [migrations.RunPython(count_as_told, migrations.RunPython.noop)]
