import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def say_where_they_stand(apps, schema_editor):
    """A target that was there before is of the city, and stands where its plan stands."""
    for target in apps.get_model("kpi", "Target").objects.select_related("plan"):
        target.source = target.plan.source
        target.save(update_fields=["source"])


class Migration(migrations.Migration):

    dependencies = [
        ('kpi', '0002_closings'),
        ('organisations', '0004_park_aliases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='target', name='one_target_of_an_indicator'),
        migrations.AddField(
            model_name='target',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='target',
            name='park',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.park'),
        ),
        migrations.AddField(
            model_name='target',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='target',
            name='source',
            field=models.CharField(default='', max_length=200, verbose_name='依据'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='target',
            name='set_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='定于'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='target',
            name='ended_at',
            field=models.DateTimeField(null=True, verbose_name='停用'),
        ),
        migrations.RunPython(say_where_they_stand, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('plan', 'indicator', 'organisation', 'park'), name='one_target_of_an_indicator', nulls_distinct=False, violation_error_message='这项目标刚刚有人定过，请刷新后再看。'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('organisation', None), ('park', None), _connector='OR'), name='a_target_is_of_one_place', violation_error_message='一项目标要么是工会的，要么是园区的，要么是全市的。'),
        ),
    ]
