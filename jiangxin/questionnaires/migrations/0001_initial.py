import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('version', models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('key', models.SlugField(max_length=40)),
                ('label', models.CharField(max_length=200, verbose_name='题干')),
                ('help', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('kind', models.CharField(choices=[('line', '单行文字'), ('text', '多行文字'), ('amount', '数值'), ('choice', '单选')], max_length=10)),
                ('is_required', models.BooleanField(default=True, verbose_name='必填')),
                ('limit', models.PositiveIntegerField(default=2000, verbose_name='最多字数')),
                ('choices', models.JSONField(blank=True, default=list)),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='questionnaires.questionnaire')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'key'), name='one_question_per_key', violation_error_message='这个表单里已有同名的题目。')],
            },
        ),
    ]
