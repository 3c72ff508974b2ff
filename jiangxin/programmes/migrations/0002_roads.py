import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import jiangxin.programmes.models.stage
from django.conf import settings
from django.db import migrations, models

from jiangxin.lib import clock

# The rows that are written below are checked at once: no table can change while a check waits.
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"


def lay_roads(apps, schema_editor):
    """Each programme's stages become the first version of its road, and its entries travel it."""
    names = ["Programme", "Road", "Stage", "StageKeeper", "Journey"]
    Programme, Road, Stage, Keeper, Journey = (apps.get_model("programmes", n) for n in names)
    now = clock.now()
    for call in Programme.objects.order_by("pk"):
        begun = min(call.opens_at, now)
        road = Road.objects.create(programme=call, version=1, made_at=begun, begun_at=begun)
        stages = Stage.objects.filter(programme=call)
        for stage in stages:
            Keeper.objects.create(
                stage=stage,
                tier=stage.keeper_tier,
                role=stage.keeper_role,
                of_park=stage.keeper_tier == "park",
            )
        stages.update(road=road)
        Journey.objects.filter(programme=call).update(
            road=road, questionnaire=call.questionnaire_id
        )
        Programme.objects.filter(pk=call.pk).update(road=road, drafted_at=begun, published_at=begun)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_dated_moves"),
        ("programmes", "0001_initial"),
        ("questionnaires", "0002_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Road",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("made_at", models.DateTimeField(verbose_name="拟定")),
                ("begun_at", models.DateTimeField(null=True, verbose_name="起用")),
            ],
        ),
        migrations.CreateModel(
            name="StageKeeper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("federation", "市总工会"),
                            ("bureau", "区县局（产业）工会"),
                            ("town", "街镇总工会"),
                            ("park", "园区联合工会"),
                            ("enterprise", "企业工会"),
                        ],
                        max_length=10,
                        verbose_name="把关层级",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("steward", "创新专管员"),
                            ("chair", "工会主席"),
                            ("finance", "财务"),
                            ("personnel", "人力资源"),
                        ],
                        max_length=20,
                        verbose_name="把关人",
                    ),
                ),
                ("department", models.CharField(blank=True, max_length=60, verbose_name="部门")),
                (
                    "of_park",
                    models.BooleanField(default=False, verbose_name="由企业所在园区的工会把关"),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="stage",
            name="one_stage_at_a_position",
        ),
        migrations.AddField(
            model_name="journey",
            name="questionnaire",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="questionnaires.questionnaire",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="drafted_at",
            field=models.DateTimeField(null=True, verbose_name="拟定"),
        ),
        migrations.AddField(
            model_name="programme",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="提前结束"),
        ),
        migrations.AddField(
            model_name="programme",
            name="next_questionnaire",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="questionnaires.questionnaire",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="published_at",
            field=models.DateTimeField(null=True, verbose_name="发布"),
        ),
        migrations.AddField(
            model_name="stage",
            name="closed_to",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                blank=True,
                default=list,
                size=None,
                verbose_name="回避",
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="outcomes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("pass_on", "通过"),
                        ("hand_back", "退回修改"),
                        ("reject", "不通过"),
                        ("reserve", "技术储备"),
                        ("report_up", "上报上级"),
                        ("refer", "转办"),
                    ],
                    max_length=12,
                ),
                default=jiangxin.programmes.models.stage.usual_outcomes,
                size=None,
                verbose_name="结果",
            ),
        ),
        migrations.AlterField(
            model_name="journey",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="journeys",
                to="programmes.programme",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="kind",
            field=models.CharField(
                choices=[
                    ("suggestion", "合理化建议"),
                    ("five_smalls", "五小"),
                    ("achievement", "职工创新成果"),
                ],
                max_length=12,
                verbose_name="类型",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="park",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.park",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="audiences",
                to="programmes.programme",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="road",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="road",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="roads",
                to="programmes.programme",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="journey",
            name="road",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.road",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="road",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.road",
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="road",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stages",
                to="programmes.road",
            ),
        ),
        migrations.AddField(
            model_name="stagekeeper",
            name="stage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="keepers",
                to="programmes.stage",
            ),
        ),
        migrations.RunSQL(AT_ONCE, migrations.RunSQL.noop),
        migrations.RunPython(lay_roads, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="journey",
            name="questionnaire",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="questionnaires.questionnaire",
            ),
        ),
        migrations.AlterField(
            model_name="journey",
            name="road",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.road"
            ),
        ),
        migrations.AlterField(
            model_name="stage",
            name="road",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stages",
                to="programmes.road",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="drafted_at",
            field=models.DateTimeField(verbose_name="拟定"),
        ),
        migrations.RemoveField(
            model_name="stage",
            name="keeper_role",
        ),
        migrations.RemoveField(
            model_name="stage",
            name="keeper_tier",
        ),
        migrations.RemoveField(
            model_name="stage",
            name="programme",
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at", None), ("road__isnull", False), _connector="OR"
                ),
                name="a_published_programme_has_a_road",
                violation_error_message="活动还没有环节，不能发布。",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("road", "position"),
                name="one_stage_at_a_position",
                violation_error_message="这个活动的这一步已有一个环节。",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcomes__contains", ["pass_on"])),
                name="a_stage_can_be_passed",
                violation_error_message="每个环节都要能“通过”。",
            ),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation", None), ("park", None), _connector="XOR"),
                name="an_audience_is_one_place",
                violation_error_message="面向的要么是一家工会，要么是一个园区。",
            ),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.UniqueConstraint(
                fields=("programme", "organisation"),
                name="one_audience_per_union",
                violation_error_message="这家工会已在面向的范围里。",
            ),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.UniqueConstraint(
                fields=("programme", "park"),
                name="one_audience_per_park",
                violation_error_message="这个园区已在面向的范围里。",
            ),
        ),
        migrations.AddConstraint(
            model_name="road",
            constraint=models.UniqueConstraint(
                fields=("programme", "version"),
                name="one_road_of_a_version",
                violation_error_message="刚才别人也另起了一版，请刷新后再看。",
            ),
        ),
        migrations.AddConstraint(
            model_name="road",
            constraint=models.UniqueConstraint(
                condition=models.Q(("begun_at", None)),
                fields=("programme",),
                name="one_road_in_the_making",
                violation_error_message="这个活动已有一版走法正在拟定，请接着改那一版。",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagekeeper",
            constraint=models.UniqueConstraint(
                fields=("stage", "tier", "role", "department"),
                name="one_keeper_of_a_kind",
                violation_error_message="这个环节里已有同样的把关人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagekeeper",
            constraint=models.CheckConstraint(
                condition=models.Q(("of_park", False), ("tier", "park"), _connector="OR"),
                name="the_union_of_a_park_is_a_parks_union",
                violation_error_message="按园区把关的，层级要选园区联合工会。",
            ),
        ),
    ]
