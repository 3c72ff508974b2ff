import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('questionnaires', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('path', models.CharField(blank=True, max_length=200)),
                ('status', models.CharField(choices=[('draft', '草稿'), ('under_way', '办理中'), ('handed_back', '退回修改'), ('accepted', '已通过'), ('rejected', '不通过'), ('withdrawn', '已撤回')], default='draft', max_length=12, verbose_name='状态')),
                ('arrived_at', models.DateTimeField(null=True, verbose_name='送到')),
                ('due_on', models.DateField(null=True, verbose_name='最迟')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='首次提交')),
                ('concluded_at', models.DateTimeField(null=True, verbose_name='办结')),
                ('moves', models.PositiveIntegerField(default=0)),
                ('barred', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('keeper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('park_union', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('suggestion', '合理化建议'), ('five_smalls', '五小')], max_length=12, verbose_name='类型')),
                ('summary', models.CharField(blank=True, max_length=200, verbose_name='一句话')),
                ('opens_at', models.DateTimeField(verbose_name='开始')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='截止')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.questionnaire')),
            ],
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('proposal', '提建议')], max_length=12)),
                ('act', models.CharField(max_length=40)),
                ('lineage', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, size=None)),
                ('on', models.DateField(verbose_name='日期')),
                ('is_in_plan', models.BooleanField(verbose_name='计入计划目标')),
                ('cancels', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cancelled_by', to='programmes.participation')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.enterprise')),
                ('journey', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('park', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.park')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme')),
            ],
        ),
        migrations.AddField(
            model_name='journey',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme'),
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='programmes.programme')),
            ],
        ),
        migrations.CreateModel(
            name='Reason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60, verbose_name='理由')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='programmes.programme')),
            ],
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('keeper_tier', models.CharField(choices=[('federation', '市总工会'), ('bureau', '区县局（产业）工会'), ('town', '街镇总工会'), ('park', '园区联合工会'), ('enterprise', '企业工会')], max_length=10, verbose_name='把关层级')),
                ('keeper_role', models.CharField(choices=[('steward', '创新专管员'), ('chair', '工会主席'), ('finance', '财务'), ('personnel', '人力资源')], max_length=20, verbose_name='把关人')),
                ('if_missing', models.CharField(choices=[('skip', '跳过'), ('up', '由上级代办')], max_length=4, verbose_name='没有这一级时')),
                ('working_days', models.PositiveSmallIntegerField(verbose_name='工作日')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='programmes.programme')),
            ],
        ),
        migrations.AddField(
            model_name='journey',
            name='stage',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.stage'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='a_programme_closes_after_it_opens', violation_error_message='活动的截止要晚于开始。'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['park', 'on', 'person'], name='participations_in_a_park'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['enterprise', 'on', 'person'], name='participations_at_work'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['lineage'], name='participations_by_union'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(condition=models.Q(('cancels', None)), fields=('person', 'programme', 'kind', 'act'), name='one_participation_per_act', violation_error_message='这次参与已经记过一次。'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('programme', 'position'), name='one_stage_at_a_position', violation_error_message='这个活动的这一步已有一个环节。'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('status', 'under_way')), fields=['keeper', 'due_on', 'id'], name='journeys_on_a_desk'),
        ),
        migrations.AddConstraint(
            model_name='journey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'under_way'), _negated=True), models.Q(('due_on__isnull', False), ('keeper__isnull', False), ('stage__isnull', False)), _connector='OR'), name='a_journey_under_way_lies_with_a_keeper', violation_error_message='这件没有送到任何工会，没有生效。'),
        ),
        migrations.AddConstraint(
            model_name='journey',
            constraint=models.CheckConstraint(condition=models.Q(('concluded_at', None), ('status__in', ['accepted', 'rejected', 'withdrawn']), _connector='XOR'), name='a_journey_concludes_once', violation_error_message='这件的办结时间和状态对不上，没有生效。'),
        ),
    ]
