import django.db.models.deletion
import jiangxin.lib.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('errands', '0001_initial'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('id_number', jiangxin.lib.sealed.SealedField(null=True, purpose='people.Person.id_number', verbose_name='身份证号')),
                ('id_fingerprint', models.BinaryField(max_length=32, null=True)),
                ('phone', jiangxin.lib.sealed.SealedField(null=True, purpose='people.Person.phone', verbose_name='手机号')),
                ('phone_fingerprint', models.BinaryField(db_index=True, max_length=32, null=True)),
                ('birth_on', models.DateField(null=True, verbose_name='出生日期')),
                ('sex', models.CharField(blank=True, choices=[('男', '男'), ('女', '女')], max_length=1, verbose_name='性别')),
                ('education', models.CharField(blank=True, max_length=20, verbose_name='文化程度')),
                ('origin', models.CharField(blank=True, max_length=60, verbose_name='户籍地')),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='从')),
                ('until', models.DateField(blank=True, null=True, verbose_name='到')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='部门')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='岗位')),
                ('is_frontline', models.BooleanField(null=True, verbose_name='一线职工')),
                ('skill_level', models.CharField(blank=True, max_length=20, verbose_name='技能等级')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.enterprise', verbose_name='企业')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='people.person', verbose_name='职工')),
            ],
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filename', models.CharField(max_length=120, verbose_name='文件名')),
                ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                ('status', models.CharField(choices=[('reading', '正在读取'), ('columns', '待对列'), ('previewed', '待确认'), ('merging', '正在导入'), ('merged', '已导入'), ('refused', '读不出来'), ('abandoned', '已放弃')], default='reading', max_length=9, verbose_name='状态')),
                ('refusal', models.CharField(blank=True, max_length=300, verbose_name='读不出来的原因')),
                ('sheet', models.CharField(blank=True, max_length=100, verbose_name='工作表')),
                ('sheets', models.PositiveSmallIntegerField(default=1, verbose_name='几张工作表')),
                ('header_row', models.PositiveIntegerField(default=0, verbose_name='表头行')),
                ('titles', models.JSONField(default=list, verbose_name='列名')),
                ('columns', models.JSONField(default=dict, verbose_name='对列')),
                ('rows_read', models.PositiveIntegerField(default=0, verbose_name='读到')),
                ('added', models.PositiveIntegerField(default=0, verbose_name='新增')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='有变化')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='没有变化')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='不能导入')),
                ('absent', models.PositiveIntegerField(default=0, verbose_name='在册但不在本表')),
                ('received_at', models.DateTimeField(verbose_name='收到时间')),
                ('previewed_at', models.DateTimeField(null=True, verbose_name='预览时间')),
                ('merged_at', models.DateTimeField(null=True, verbose_name='导入时间')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.enterprise')),
                ('errand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='errands.errand')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.attachment')),
                ('merged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='行')),
                ('cells', jiangxin.lib.sealed.SealedField(purpose='people.RosterRow.cells', verbose_name='原样')),
                ('problems', models.JSONField(default=list)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='姓名')),
                ('id_number', models.BinaryField(null=True)),
                ('id_fingerprint', models.BinaryField(max_length=32, null=True)),
                ('phone', models.BinaryField(null=True)),
                ('phone_fingerprint', models.BinaryField(max_length=32, null=True)),
                ('birth_on', models.DateField(null=True)),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('education', models.CharField(blank=True, max_length=20)),
                ('origin', models.CharField(blank=True, max_length=60)),
                ('department', models.CharField(blank=True, max_length=60)),
                ('post', models.CharField(blank=True, max_length=60)),
                ('is_frontline', models.BooleanField(null=True)),
                ('skill_level', models.CharField(blank=True, max_length=20)),
                ('hired_on', models.DateField(null=True)),
                ('kind', models.CharField(blank=True, choices=[('new', '新增'), ('joined', '新增'), ('changed', '有变化'), ('unchanged', '没有变化'), ('refused', '不能导入')], max_length=9)),
                ('obstacle', models.CharField(blank=True, choices=[('elsewhere', '已在另一家企业在册'), ('renamed', '身份证号已在册，登记的姓名不同'), ('namesake', '手机号和姓名与一位在册职工相同，认不准是不是同一个人'), ('several', '手机号和姓名相同的在册职工不止一位'), ('twin', '与另一行是同一个人')], max_length=9)),
                ('twin', models.PositiveIntegerField(null=True)),
                ('seen', models.CharField(blank=True, max_length=32)),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('roster', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='people.roster')),
            ],
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name', 'id'], name='people_by_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(fields=('id_fingerprint',), name='one_person_per_id_number', violation_error_message='这个身份证号已在册，请刷新后再看。'),
        ),
        migrations.AddIndex(
            model_name='employment',
            index=models.Index(fields=['enterprise', 'person'], name='people_empl_enterpr_401748_idx'),
        ),
        migrations.AddConstraint(
            model_name='employment',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person',), name='one_employer_at_a_time', violation_error_message='这个人现在已在另一家企业在册。'),
        ),
        migrations.AddConstraint(
            model_name='employment',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='an_employment_ends_after_it_begins', violation_error_message='结束的日子要晚于开始的日子。'),
        ),
        migrations.AddIndex(
            model_name='roster',
            index=models.Index(fields=['enterprise', 'id'], name='rosters_of_an_enterprise'),
        ),
        migrations.AddIndex(
            model_name='rosterrow',
            index=models.Index(fields=['roster', 'kind', 'number'], name='staged_rows_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.UniqueConstraint(fields=('roster', 'number'), name='one_staged_row_per_line_of_a_roster', violation_error_message='这份名册正由另一个进程读取，请稍后再看。'),
        ),
    ]
