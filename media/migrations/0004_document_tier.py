from django.db import migrations, models


def keep_readers(apps, schema_editor):
    """Papers from before are read by whom they were read until now."""
    apps.get_model("media", "NetworkDocument").objects.update(tier="NETWORK")


class Migration(migrations.Migration):
    dependencies = [("media", "0003_table_as_text")]

    operations = [
        migrations.AddField(
            model_name="networkdocument",
            name="tier",
            field=models.CharField(
                choices=[
                    ("PUBLIC", "Everybody"),
                    ("NETWORK", "The network"),
                    ("CONTACT_POINTS", "Contact points"),
                    ("SECRETARIAT", "Only the Secretariat"),
                ],
                default="SECRETARIAT",
                help_text="Each circle holds those after it: everybody, the network, contact points, the Secretariat.",
                max_length=14,
                verbose_name="who may read it",
            ),
        ),
        migrations.RunPython(keep_readers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="networkdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("tier__in", ["CONTACT_POINTS", "NETWORK", "PUBLIC", "SECRETARIAT"])),
                name="media_document_tier",
            ),
        ),
    ]
