import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('programmes', '0002_roads'),
        ('proposals', '0002_from_idea_to_benefit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.attachment')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enclosures', to='proposals.proposal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('proposal', 'key'), name='one_enclosure_per_question', violation_error_message='这道题刚才已经传过一个文件，请刷新后再看。')],
            },
        ),
        migrations.CreateModel(
            name='Jotting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_token', models.UUIDField()),
                ('fields', models.JSONField(default=dict)),
                ('window', models.CharField(blank=True, max_length=40)),
                ('saved_at', models.DateTimeField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.programme')),
                ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='proposals.proposal')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('proposal', None)), fields=('user', 'programme'), name='one_jotting_for_a_new_entry', violation_error_message='另一个页面刚存过一次，请再存一次。'), models.UniqueConstraint(fields=('user', 'proposal'), name='one_jotting_on_an_entry', violation_error_message='另一个页面刚存过一次，请再存一次。')],
            },
        ),
    ]
