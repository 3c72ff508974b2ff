"""自报: a bare number with a signed paper, in a column of its own."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Declaration
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_all, declare
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal


@pytest.fixture
def month():
    return month_of(clock.today())


def typed(this, **other):
    paper = SimpleUploadedFile("签到表.pdf", b"%PDF-1.4 startxref %%EOF")
    return {"month": f"{this:%Y-%m}", "kind": "proposal", "title": "讲座", "people": "30",
            "acts": "40", "signer": "李主席", "paper": paper} | other  # fmt: skip


def of(place, code="people", **how):
    return figures_of(Place(place, **how), Period.this_year(), {code})[code]


def test_a_union_declares_and_it_is_never_added(cast, sign_in, month):
    count_all()
    url = reverse("kpi:declare", args=Place(cast.park).address)
    page = sign_in(cast.zheng).post(url, typed(month), follow=True).text
    assert "已自报：30 人、40 人次" in page
    for place in (cast.city, cast.bureau, cast.park_union, cast.park):
        assert (of(place).value, of(place).declared) == (0, 30)
        assert of(place, "acts").declared == 40
    assert of(cast.jinggong).declared == 0
    assert of(cast.city, in_plan=True).declared is None
    assert of(cast.city, "worker_rate").declared is None
    assert "另有自报 30" in sign_in(cast.zhou).get(Place(cast.city).get_absolute_url()).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"acts": "20"}, "人次不能少于人数"),
        ({"people": "0"}, "要填大于 0 的数"),
        ({"people": "三十"}, "请填整数"),
        ({"month": "2026"}, "请写年和月"),
        ({"month": ""}, "请写年和月"),
        ({"kind": ""}, "请选是哪一类"),
        ({"paper": ""}, "没有纸件不能自报"),
        ({"paper": SimpleUploadedFile("a.exe", b"MZ")}, "PDF"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_declared(cast, sign_in, month, wrong, said):
    url = reverse("kpi:declare", args=Place(cast.park).address)
    page = sign_in(cast.zheng).post(url, typed(month, **wrong))
    assert page.status_code == 422
    assert said in page.text
    assert not Declaration.objects.exists()


def test_a_month_to_come_is_refused(cast, month):
    with pytest.raises(Refusal, match="这个月还没有到"):
        declare(Place(cast.park), cast.zheng, month=later_by(month, 1), people=1, acts=1)


def test_nobody_above_declares_for_the_union_below(cast, sign_in):
    for who, place, status in [
        (cast.zhou, cast.park, 403),
        (cast.zhao, cast.jinggong, 200),
        (cast.zheng, cast.jinggong, 403),
        (cast.chen, cast.jinggong, 404),
        (cast.zhou, cast.yuncang, 403),  # which no union covers
    ]:
        url = reverse("kpi:declare", args=Place(place).address)
        assert sign_in(who).get(url).status_code == status, (who, place)


def test_it_is_withdrawn_once_and_stays_to_be_seen(cast, sign_in, month):
    made = declare(Place(cast.jinggong), cast.zhao, month=month, people=5, acts=6)
    assert of(cast.jinggong).declared == 5
    url = reverse("kpi:withdrawal", args=[made.pk])
    assert sign_in(cast.zheng).post(url).status_code == 403
    assert "已撤回" in sign_in(cast.zhao).post(url, follow=True).text
    assert sign_in(cast.zhao).post(url).status_code == 403
    assert of(cast.jinggong).declared == 0
    page = sign_in(cast.zhao).get(reverse("kpi:declarations", args=Place(cast.jinggong).address))
    assert "已撤回" in page.text


def test_the_paper_is_shown_to_whoever_sees_the_number(cast, sign_in, month):
    made = declare(Place(cast.jinggong), cast.zhao, month=month, people=5, acts=6)
    url = reverse("kpi:declaration_paper", args=[made.pk])
    assert sign_in(cast.zheng).get(url).status_code == 200
    assert sign_in(cast.sun).get(url).status_code == 404


def test_a_number_stays_where_it_was_declared(cast, month):
    """The tree of another day does not move it."""
    declare(Place(cast.park), cast.zheng, month=month, people=30, acts=30)
    cast.park_union.move(cast.city, by=cast.zhou, on=clock.today() - timedelta(days=1))
    assert of(cast.bureau).declared == 30


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many(
    cast, sign_in, month, django_assert_num_queries, count
):
    for _ in range(count):
        declare(Place(cast.park), cast.zheng, month=month, people=1, acts=1)
    client = sign_in(cast.zheng)
    with django_assert_num_queries(9):
        client.get(reverse("kpi:declarations", args=Place(cast.park).address))
