"""The lists of figures as files: what the page shows, digit for digit, with what it means."""

import pytest
from django.urls import reverse

from jiangxin.kpi.figure import CANNOT
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib import clock
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.portal.models import Export
from jiangxin.portal.tests.test_exports import again, parted
from jiangxin.proposals.models import Proposal

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}


@pytest.fixture
def busy(cast, programme, settings, tmp_path):
    """Two enterprises where somebody took part, of which one filed how many work there."""
    settings.MEDIA_ROOT = tmp_path
    for author in (cast.zhang, cast.chen):
        made = Proposal.draft(programme=programme, author=author, title="甲", answers=ANSWERS)
        made.submit(by=author.user)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=clock.today(), workers=3)
    count_all()
    return cast


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("scope", ["", "plan"])
@pytest.mark.parametrize(
    ("of", "place"), [("enterprises", "park"), ("parks", "city"), ("unions", "city")]
)
def test_the_file_says_what_the_page_says(busy, sign_in, of, place, scope, format):
    url = reverse("kpi:below", args=Place(getattr(busy, place)).address)
    client = sign_in(busy.zhou)
    page = client.get(url, {"of": of, "scope": scope, "period": "2026"})
    export = page.context["export"]
    asked = {name: export[name] for name in ("list", "query", "place")}
    client.post(export["url"], {**asked, "format": format})
    run_waiting()
    made = again(Export.objects.get())
    (header, *rows), notes = parted(made)
    assert len(rows) == len(page.context["lines"]) > 0
    for row, line in zip(rows, page.context["lines"], strict=True):
        told = dict(zip(header, row, strict=True))
        assert told[header[0]] == str(line.place)
        assert plain(told["参与人数（实名）"]) == line.figures["people"].digits
        rate = line.figures["worker_rate"]
        said = told["职工参与率（%）"]
        assert said == rate.words if rate.digits == CANNOT else float(said) == float(rate.value)
    said = dict(notes)
    assert "一人只算一次" in said["参与人数"] and said["时期"] == "2026年"
    assert any("参与算到" in text or "直接从每次参与" in text for _, text in notes)
    assert (page.context["place"].name in made.words) and "2026年" in made.words


def plain(number):
    return f"{int(number):,}"


def test_what_the_page_was_narrowed_to_is_narrowed_in_the_file(busy, sign_in):
    asked = {"kind": "parks", "pk": busy.park.pk, "state": "never"}
    made = Export.ask("below", "csv", asked, by=busy.zheng)
    run_waiting()
    (_, *rows), notes = parted(again(made))
    assert [row[0] for row in rows] == ["云仓公司"]
    assert ["只列", "从未参与"] in notes


def test_the_workers_to_invite_go_out_without_numbers(busy, sign_in):
    url = reverse("portal:enterprise_people", args=[busy.jinggong.pk])
    page = sign_in(busy.zhao).get(url)
    assert "等我们去请" in page.text and "不作考核" in page.text
    made = Export.ask("turnout", "csv", {"enterprise": busy.jinggong.pk}, by=busy.zhao)
    run_waiting()
    (header, *rows), _ = parted(again(made))
    assert header == ["姓名", "部门", "岗位"]
    assert [row[0] for row in rows] == [job.person.name for job in page.context["rows"]]
