import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='事项')),
                ('path', models.CharField(blank=True, max_length=300, verbose_name='结果页')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已处理')),
                ('total', models.PositiveIntegerField(null=True, verbose_name='总数')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('failure', models.CharField(blank=True, max_length=500, verbose_name='未办成的原因')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='第几次办理')),
                ('started_at', models.DateTimeField(verbose_name='提出时间')),
                ('updated_at', models.DateTimeField(verbose_name='最近进展')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='办完时间')),
                ('failed_at', models.DateTimeField(null=True, verbose_name='未办成时间')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '后台事项',
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at', None), ('failed_at', None), _connector='OR'), name='an_errand_ends_one_way', violation_error_message='这件事已经办完，不能再记为未办成。'), models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('failure', '')), models.Q(models.Q(('failure', ''), _negated=True), models.Q(('failed_at', None), _negated=True)), _connector='OR'), name='a_failed_errand_says_why', violation_error_message='未办成的事要写明原因。')],
            },
        ),
    ]
