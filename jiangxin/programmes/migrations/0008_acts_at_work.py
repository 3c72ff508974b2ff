import django.db.models.deletion
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
        migrations.AlterField(
            model_name='participation',
            name='enterprise',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.enterprise'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='park',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.park'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['person', 'enterprise'], name='participations_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['enterprise', 'on'], include=('person', 'kind', 'is_in_plan', 'park', 'journey', 'cancels', 'xid', 'id'), name='participations_at_work'),
        ),
    ]
