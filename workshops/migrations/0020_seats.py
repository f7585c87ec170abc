import django.db.models.deletion
import lms.common.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_register"),
        ("network", "0002_delegations"),
        ("workshops", "0010_calls_and_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeatChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.PositiveIntegerField()),
                ("after", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SeatDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    lms.common.fields.PublicIdField(
                        default=lms.common.fields.new_public_id, editable=False, max_length=20, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("CAPACITY", "Number of places changed"), ("RELEASE", "Unused places passed on")],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("actor_ref", models.CharField(help_text="Public id of the user", max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="enrolment",
            name="workshops_seat_iff_seated",
        ),
        migrations.AddField(
            model_name="edition",
            name="takes_applications",
            field=models.BooleanField(
                default=False,
                help_text="People of the offices may ask for a place themselves; their contact point confirms",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="applied_at",
            field=models.DateTimeField(blank=True, help_text="Asked for the seat themselves", null=True),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="belonging_confirmed_at",
            field=models.DateTimeField(
                blank=True, help_text="The office has said that the person belongs to it", null=True
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="state",
            field=models.CharField(
                choices=[
                    ("APPLIED", "Awaiting the office"),
                    ("NOMINATED", "Awaiting an answer"),
                    ("ALTERNATE", "Alternate"),
                    ("ENROLLED", "Enrolled"),
                    ("DECLINED", "Declined"),
                    ("LAPSED", "Not answered in time"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("COMPLETED", "Completed"),
                    ("NOT_COMPLETED", "Not completed"),
                ],
                max_length=13,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="enrolmentmove",
            name="from_state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("APPLIED", "Awaiting the office"),
                    ("NOMINATED", "Awaiting an answer"),
                    ("ALTERNATE", "Alternate"),
                    ("ENROLLED", "Enrolled"),
                    ("DECLINED", "Declined"),
                    ("LAPSED", "Not answered in time"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("COMPLETED", "Completed"),
                    ("NOT_COMPLETED", "Not completed"),
                ],
                max_length=13,
            ),
        ),
        migrations.AlterField(
            model_name="enrolmentmove",
            name="to_state",
            field=models.CharField(
                choices=[
                    ("APPLIED", "Awaiting the office"),
                    ("NOMINATED", "Awaiting an answer"),
                    ("ALTERNATE", "Alternate"),
                    ("ENROLLED", "Enrolled"),
                    ("DECLINED", "Declined"),
                    ("LAPSED", "Not answered in time"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("COMPLETED", "Completed"),
                    ("NOT_COMPLETED", "Not completed"),
                ],
                max_length=13,
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("pool__isnull", False),
                        ("state__in", ["APPLIED", "COMPLETED", "ENROLLED", "NOMINATED", "NOT_COMPLETED"]),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", ["APPLIED", "COMPLETED", "ENROLLED", "NOMINATED", "NOT_COMPLETED"]),
                            _negated=True,
                        ),
                        ("pool__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="workshops_seat_iff_seated",
            ),
        ),
        migrations.AddField(
            model_name="seatchange",
            name="pool",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="workshops.seatpool"
            ),
        ),
        migrations.AddField(
            model_name="seatdecision",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="seat_decisions", to="workshops.edition"
            ),
        ),
        migrations.AddField(
            model_name="seatchange",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="workshops.seatdecision"
            ),
        ),
        migrations.AddConstraint(
            model_name="seatdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="workshops_seat_decision_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="seatchange",
            constraint=models.UniqueConstraint(fields=("decision", "pool"), name="workshops_pool_once_per_decision"),
        ),
        migrations.AddConstraint(
            model_name="seatchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("before", models.F("after")), _negated=True), name="workshops_seat_change_changes"
            ),
        ),
    ]
