import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


def publish(apps, schema_editor):
    """Whatever there is has been written on."""
    apps.get_model("questionnaires", "Questionnaire").objects.update(published_at=Now())


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="maximum",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="最大"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="minimum",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="最小"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="show_if_key",
            field=models.SlugField(blank=True, max_length=40, verbose_name="只在这道题"),
        ),
        migrations.AddField(
            model_name="question",
            name="show_if_value",
            field=models.CharField(blank=True, max_length=200, verbose_name="答了这一项时才问"),
        ),
        migrations.AddField(
            model_name="question",
            name="unit",
            field=models.CharField(blank=True, max_length=10, verbose_name="单位"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="previous",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="questionnaires.questionnaire",
            ),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="published_at",
            field=models.DateTimeField(null=True, verbose_name="发布"),
        ),
        migrations.RunPython(publish, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="question",
            name="choices",
            field=models.JSONField(blank=True, default=list, verbose_name="选项"),
        ),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(
                choices=[
                    ("line", "单行文字"),
                    ("text", "多行文字"),
                    ("amount", "数值"),
                    ("money", "金额"),
                    ("date", "日期"),
                    ("choice", "单选"),
                    ("several", "多选"),
                    ("person", "同事"),
                    ("file", "文件"),
                    ("table", "表格"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.CheckConstraint(
                condition=models.Q(("version", 1), ("previous__isnull", False), _connector="XOR"),
                name="a_later_version_has_one_before",
                violation_error_message="表单的版本和前一版对不上。",
            ),
        ),
    ]
