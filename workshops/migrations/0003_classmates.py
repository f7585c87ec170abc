from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0002_learning")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="shown_since",
            field=models.DateTimeField(
                blank=True, help_text="By own choice, to classmates who show themselves too", null=True
            ),
        ),
    ]
