"""Parallel rooms by language, and what a person's own calendar was told."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("live", "0013_second_way")]

    operations = [
        migrations.AddField(
            "room",
            "language",
            models.CharField(
                blank=True, default="", help_text="of a parallel room; empty for the main one", max_length=10
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("room", "live_one_current_room"),
        migrations.AddConstraint(
            "room",
            models.UniqueConstraint(
                name="live_one_current_room_each", fields=["session", "language"], condition=Q(is_current=True)
            ),
        ),
        migrations.AddField(
            "participant",
            "revision",
            models.PositiveIntegerField(default=0, help_text="Counts removals and returns, for calendars"),
        ),
        migrations.AddField(
            "participant",
            "told_sequence",
            models.PositiveIntegerField(
                blank=True, help_text="SEQUENCE of the last calendar mail owed to them", null=True
            ),
        ),
    ]

