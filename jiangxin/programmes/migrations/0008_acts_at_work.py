
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0006_audit_office'),
        ('people', '0007_jobs_by_enterprise'),
        ('programmes', '0007_audit_office'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='participation',
            name='participations_at_work',
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['enterprise', 'on'], include=('person', 'kind', 'journey', 'is_in_plan', 'cancels', 'xid', 'id'), name='participations_at_work'),
        ),
    ]
