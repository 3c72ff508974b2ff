import django.db.models.deletion
import jiangxin.lib.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
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
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name'], name='people_pers_name_3035d1_idx'),
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
    ]
