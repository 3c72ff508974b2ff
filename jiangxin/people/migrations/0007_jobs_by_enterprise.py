from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_roster_choices")]

    operations = [
        migrations.AddIndex(
            model_name="employment",
            index=models.Index(
                fields=["enterprise", "person"],
                include=["since", "until"],
                name="jobs_by_enterprise",
            ),
        ),
        migrations.RemoveIndex(
            model_name="employment", name="people_empl_enterpr_401748_idx"
        ),
    ]
