import django.contrib.postgres.constraints
import django.db.models.deletion
import jiangxin.lib.dated
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('credit_code', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('ownership', models.CharField(choices=[('non_public', '非公企业'), ('public', '公有制企业')], max_length=10, verbose_name='所有制')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'id'], name='enterprises_by_name')],
                'constraints': [models.UniqueConstraint(fields=('credit_code',), name='one_enterprise_per_credit_code', violation_error_message='这个统一社会信用代码已在册，不用再登记。')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('tier', models.CharField(choices=[('federation', '市总工会'), ('bureau', '区县局（产业）工会'), ('town', '街镇总工会'), ('park', '园区联合工会'), ('enterprise', '企业工会')], max_length=10, verbose_name='层级')),
                ('path', models.CharField(editable=False, max_length=255, unique=True)),
                ('depth', models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'id'], name='organisations_by_name')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('tier', 'federation')), fields=('tier',), name='one_federation', violation_error_message='市总工会已经有了，一个平台只有一家。')],
            },
        ),
        migrations.CreateModel(
            name='Park',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('industrial', '工业开发园区'), ('startup', '创业园区'), ('high_tech', '高新技术产业园区')], max_length=12, verbose_name='类型')),
                ('district', models.CharField(max_length=40, verbose_name='所在区')),
                ('stage', models.CharField(choices=[('dormant', '未启动'), ('pilot', '试点'), ('spreading', '推广'), ('covered', '已覆盖')], default='dormant', max_length=10, verbose_name='阶段')),
                ('enrolled_on', models.DateField(blank=True, null=True, verbose_name='列入计划名单')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name',), name='one_park_of_a_name', violation_error_message='这个名称的园区已在册。')],
            },
        ),
        migrations.CreateModel(
            name='Headcount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('workers', models.PositiveIntegerField(verbose_name='在册职工')),
                ('frontline', models.PositiveIntegerField(blank=True, null=True, verbose_name='一线职工')),
                ('members', models.PositiveIntegerField(blank=True, null=True, verbose_name='工会会员')),
                ('filed_at', models.DateTimeField()),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='headcounts', to='organisations.enterprise')),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enterprise', 'as_of'), name='one_headcount_a_day', violation_error_message='这一天的职工数刚刚填报过，请刷新后再看。'), models.CheckConstraint(condition=models.Q(('frontline', None), ('frontline__lte', models.F('workers')), _connector='OR'), name='frontline_workers_are_workers', violation_error_message='一线职工不能多于在册职工。'), models.CheckConstraint(condition=models.Q(('members', None), ('members__lte', models.F('workers')), _connector='OR'), name='members_are_workers', violation_error_message='工会会员不能多于在册职工。')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('role', models.CharField(choices=[('steward', '创新专管员'), ('chair', '工会主席'), ('finance', '财务'), ('personnel', '人力资源')], max_length=20, verbose_name='职务')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='部门')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='organisations.enterprise')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('organisation', None), ('enterprise', None), _connector='XOR'), name='an_office_is_in_one_place', violation_error_message='任职要么在一家工会，要么在一家企业。'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('user'), '='), (models.F('role'), '='), (models.F('organisation'), '='), (models.F('department'), '='), (jiangxin.lib.dated.Days(), '&&')], name='one_office_in_a_union_once', violation_error_message='这个人在这段时间里已经担任这个职务。'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('user'), '='), (models.F('role'), '='), (models.F('enterprise'), '='), (models.F('department'), '='), (jiangxin.lib.dated.Days(), '&&')], name='one_office_in_an_enterprise_once', violation_error_message='这个人在这段时间里已经担任这个职务。'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='an_office_ends_after_it_begins', violation_error_message='任职结束的日子不能早于开始的日子。')],
            },
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='organisations.enterprise')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='organisations.organisation')),
                ('park', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='organisations.park')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('enterprise', None), ('park', None), _connector='XOR'), name='an_affiliation_is_of_one_thing', violation_error_message='隶属要么是企业的，要么是园区的。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('enterprise__isnull', False)), expressions=[(models.F('enterprise'), '='), (jiangxin.lib.dated.Days(), '&&')], name='one_union_over_an_enterprise_at_a_time', violation_error_message='这家企业在这段时间里已有工会覆盖。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('park__isnull', False)), expressions=[(models.F('park'), '='), (jiangxin.lib.dated.Days(), '&&')], name='one_union_over_a_park_at_a_time', violation_error_message='这个园区在这段时间里已有园区工会。'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='an_affiliation_ends_after_it_begins', violation_error_message='结束的日子要晚于开始的日子。')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='organisations.organisation')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='organisations.organisation')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('organisation'), '='), (jiangxin.lib.dated.Days(), '&&')], name='one_parent_at_a_time', violation_error_message='这家工会在这段时间里已有上级工会。'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='a_placement_ends_after_it_begins', violation_error_message='结束的日子要晚于开始的日子。')],
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='organisations.enterprise')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='organisations.park')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('enterprise'), '='), (jiangxin.lib.dated.Days(), '&&')], name='one_park_at_a_time', violation_error_message='这家企业在这段时间里已入驻一个园区。'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='a_tenancy_ends_after_it_begins', violation_error_message='结束的日子要晚于开始的日子。')],
            },
        ),
    ]
