import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=200, verbose_name='谁')),
                ('verb', models.CharField(max_length=40, verbose_name='做了什么')),
                ('about_id', models.PositiveBigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('details', models.JSONField(default=dict)),
                ('happened_at', models.DateTimeField()),
                ('about_kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['about_kind', 'about_id', 'id'], name='audit_trace_about_k_7f38dc_idx')],
            },
        ),
    ]
