import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='题目')),
                ('answers', models.JSONField(default=dict)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, editable=False, size=None)),
                ('form_token', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.category')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.enterprise')),
                ('journey', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.journey')),
                ('park', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.park')),
            ],
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.attachment')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='proposals.proposal')),
            ],
        ),
        migrations.CreateModel(
            name='Authorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField(null=True, verbose_name='请其署名')),
                ('consented_at', models.DateTimeField(null=True, verbose_name='同意署名')),
                ('declined_at', models.DateTimeField(null=True, verbose_name='不同意署名')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorships', to='proposals.proposal')),
            ],
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='proposals_by_word'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('form_token',), name='one_proposal_per_form', violation_error_message='这张表已经交过一次，请到“我的建议”里看。'),
        ),
        migrations.AddConstraint(
            model_name='authorship',
            constraint=models.UniqueConstraint(fields=('proposal', 'person'), name='one_authorship_per_person', violation_error_message='这位同事已经在作者里。'),
        ),
        migrations.AddConstraint(
            model_name='authorship',
            constraint=models.CheckConstraint(condition=models.Q(('consented_at', None), ('declined_at', None), _connector='OR'), name='an_author_consents_or_declines', violation_error_message='署名已经答复过。'),
        ),
    ]
