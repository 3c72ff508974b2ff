"""在册职工数: its structure, and who confirms it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Headcount, HeadcountPart, Office
from tests.cast import LONG_AGO, Role

AGES = {"30岁及以下": 40, "31至40岁": 60}
TYPED = {"as_of": "2026-01-01", "workers": "120", "age_0": "40", "age_1": "60", "origin_0": "120"}


@pytest.fixture
def filed(cast):
    return cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=120)


def test_a_headcount_keeps_its_structure_and_a_second_one_replaces_it(cast):
    told = {"by": cast.zhao, "as_of": LONG_AGO}
    first = cast.jinggong.file_headcount(
        **told, workers=120, structure={"age": AGES, "origin": {"本市": 0}}
    )
    assert first.structure() == {"age": AGES, "origin": {"本市": 0}}
    again = cast.jinggong.file_headcount(**told, workers=90)
    assert again.pk == first.pk and again.structure() == {}


@pytest.mark.parametrize(
    ("structure", "words"),
    [
        ({"age": {"30岁及以下": 121}}, "年龄各档合计 121 人，多于在册职工 120 人"),
        ({"skill": {"技师": 60, "高级工": 61}}, "技能等级各档合计 121 人"),
        ({"age": {"青年": 1}}, "年龄里没有“青年”这一档"),
        ({"星座": {"狮子": 1}}, "没有“星座”这一项"),
        ({"age": {"30岁及以下": -1}}, "不能小于 0"),
    ],
)
def test_a_structure_that_cannot_be_is_refused_whole(cast, structure, words):
    with pytest.raises(Refusal, match=words):
        cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=120, structure=structure)
    assert not Headcount.objects.exists() and not HeadcountPart.objects.exists()


def test_what_was_filed_keeps_the_band_words_of_its_day(cast, settings):
    filed = cast.jinggong.file_headcount(
        by=cast.zhao, as_of=LONG_AGO, workers=120, structure={"age": AGES}
    )
    settings.WORKFORCE_BANDS = {**settings.WORKFORCE_BANDS, "age": ["35岁及以下", "36岁及以上"]}
    assert filed.structure() == {"age": AGES}
    with pytest.raises(Refusal, match="35岁及以下；36岁及以上"):
        cast.jinggong.file_headcount(
            by=cast.zhao, as_of=LONG_AGO, workers=120, structure={"age": AGES}
        )


def test_somebody_else_confirms_and_a_new_filing_clears_it(cast, filed):
    filed.confirm(by=cast.zheng)
    filed.refresh_from_db()
    assert filed.confirmed_by == cast.zheng
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=130)
    filed.refresh_from_db()
    assert (filed.workers, filed.confirmed_by, filed.confirmed_at) == (130, None, None)
    told = Trace.objects.about(cast.jinggong).get(verb="确认因重新填报失效")
    assert told.details["confirmed_by"] == cast.zheng.pk and told.details["workers"] == 120


def test_a_filing_for_another_day_leaves_a_confirmation(cast, filed):
    filed.confirm(by=cast.zheng)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO.replace(month=2), workers=130)
    filed.refresh_from_db()
    assert filed.confirmed_at


def test_nobody_confirms_their_own(cast, filed):
    with pytest.raises(Refusal, match="您自己填报的"):
        filed.confirm(by=cast.zhao)
    with pytest.raises(IntegrityError), transaction.atomic():
        Headcount.objects.update(confirmed_by=cast.zhao, confirmed_at=filed.filed_at)


def test_of_two_who_confirm_one_is_told(cast, filed):
    same = Headcount.objects.get(pk=filed.pk)
    filed.confirm(by=cast.zheng)
    with pytest.raises(OutOfStep):
        same.confirm(by=cast.li)


def test_what_was_filed_anew_in_the_meantime_is_not_confirmed(cast, filed):
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=130)
    with pytest.raises(OutOfStep):
        filed.confirm(by=cast.zheng)


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 403), ("zheng", 302), ("li", 403), ("zhou", 403), ("sun", 404), ("wu", 404)],
)
def test_who_may_confirm(cast, filed, sign_in, who, status):
    """The union that covers it or the one directly above; two floors up one only looks."""
    url = reverse("organisations:headcount_confirmation", args=[filed.pk])
    typed = {"seen": filed.filed_at.isoformat()}
    assert sign_in(getattr(cast, who)).post(url, typed).status_code == status
    filed.refresh_from_db()
    assert bool(filed.confirmed_at) == (status == 302)


@pytest.mark.parametrize(("role", "status"), [(Role.CHAIR, 302), (Role.FINANCE, 403)])
def test_of_the_same_union_the_chair_confirms_and_finance_does_not(
    cast, filed, sign_in, role, status
):
    user = type(cast.zhou).objects.create_user("钱主席")
    Office.grant(user, role, cast.jinggong_union, by=cast.zhou)
    url = reverse("organisations:headcount_confirmation", args=[filed.pk])
    assert sign_in(user).post(url, {"seen": filed.filed_at.isoformat()}).status_code == status


def test_one_confirms_what_one_saw(cast, filed, sign_in):
    url = reverse("organisations:headcount_confirmation", args=[filed.pk])
    seen = filed.filed_at.isoformat()
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=999)
    shown = sign_in(cast.zheng).post(url, {"seen": seen}).text
    assert "重新填报过" in shown and "999" in shown
    assert not Headcount.objects.exclude(confirmed_at=None).exists()


def test_a_second_press_is_told(cast, filed, sign_in):
    url = reverse("organisations:headcount_confirmation", args=[filed.pk])
    client, typed = sign_in(cast.zheng), {"seen": filed.filed_at.isoformat()}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 409


def test_the_form_files_the_structure(cast, sign_in):
    url = reverse("organisations:headcount", args=[cast.jinggong.pk])
    assert sign_in(cast.zhao).post(url, TYPED).status_code == 302
    assert cast.jinggong.headcounts.get().structure() == {"age": AGES, "origin": {"本市": 120}}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"age_1": "81"}, "age_1"), ({"age_0": "-1"}, "age_0"), ({"skill_2": "几个"}, "skill_2")],
)
def test_a_wrong_number_is_told_at_its_field_and_nothing_is_lost(cast, sign_in, wrong, field):
    url = reverse("organisations:headcount", args=[cast.jinggong.pk])
    response = sign_in(cast.zhao).post(url, {**TYPED, **wrong})
    assert set(response.context["form"].errors) == {field}
    assert 'class="jx-part" open' in response.text
    assert {**TYPED, **wrong}.items() <= response.context["form"].data.dict().items()
    assert not cast.jinggong.headcounts.exists()


def test_the_form_begins_with_what_was_filed_today(cast, sign_in):
    url = reverse("organisations:headcount", args=[cast.jinggong.pk])
    client = sign_in(cast.zhao)
    form = client.get(url).context["form"]
    today = form.initial["as_of"]
    assert not form.is_divided()
    client.post(url, {**TYPED, "as_of": today.isoformat(), "members": "100"})
    form = client.get(url).context["form"]
    assert (form["members"].value(), form["age_1"].value()) == (100, 60)
    assert form.is_divided()


def test_filing_asks_as_often_for_all_bands_as_for_one(cast, django_assert_num_queries):
    def file(structure, day):
        cast.jinggong.file_headcount(
            by=cast.zhao, as_of=LONG_AGO.replace(day=day), workers=120, structure=structure
        )

    file({"age": AGES}, 1)
    with CaptureQueriesContext(connection) as one:
        file({"age": {"30岁及以下": 1}}, 2)
    with django_assert_num_queries(len(one)):
        file({"age": AGES, "origin": {"本市": 1, "外省市": 2}}, 3)
