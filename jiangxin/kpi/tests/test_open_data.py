"""公开数据: counts for everybody, frozen, and nobody to be recognised in them."""

import csv
import io
import json
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Publication, Watermark
from jiangxin.kpi.open_tables import table
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests import brute
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Park
from jiangxin.people.models import Person
from jiangxin.programmes.models import Journey, Participation

pytestmark = pytest.mark.django_db
PAGE = reverse("kpi:open_data")
KIND = Participation.Kind


@pytest.fixture
def year(db):
    return clock.today().year


@pytest.fixture
def city(cast, programme, year):
    """30 in 临江, 25 and 3 in two parks of another district, 12 in no park; the year is over."""
    parks = [
        Park.open(name, Park.Kind.STARTUP, "西岭区", by=cast.zhou) for name in ("甲园", "乙园")
    ]
    places = [(cast.jinggong, cast.park, 30), (cast.hengli, parks[0], 25)]
    places += [(cast.hengli, parks[1], 3), (cast.yuncang, None, 12)]
    for enterprise, park, many in places:
        take_part(cast, programme, enterprise, park, many)
    with clock.shifted(timedelta(days=(date(year + 1, 1, 2) - clock.today()).days)):
        count_all()
        yield cast


def take_part(cast, programme, enterprise, park, many):
    for n in range(many):
        who = Person.enrol(f"职工{n}", enterprise=enterprise, since=date(2020, 1, 1))
        told = {"title": "夹具快换", "origin": cast.jinggong_union, "by": cast.zhao}
        journey = Journey.start(programme, **told)
        kind = KIND.OPINION if n % 2 else KIND.PROPOSAL
        Participation.record(who, kind, journey, enterprise=enterprise, park=park)


@pytest.fixture
def published(city, year):
    asked = Publication.ask(year, by=city.zhou)
    asked.publish()
    asked.refresh_from_db()
    return asked


def test_the_numbers_are_those_of_the_indicators(city, year):
    whole, period = table(year), Period.year(year)
    told = figures_of(Place(city.city), period)
    assert (whole.people, whole.acts) == (told["people"].value, told["acts"].value) == (70, 70)
    assert whole.people == len(brute.people(Place(city.city), period))
    for above in [*whole.parts, *(part for kind in whole.parts for part in kind.parts)]:
        if above.parts:
            assert sum(part.acts for part in above.parts) == above.acts
    assert [(one.name, one.people) for one in whole.parts[0].parts][-1][0] == "不在园区"


def test_small_groups_are_kept_back_and_what_gives_them_away(published):
    by_name = {(one["kind"], one["name"]): one for one in published.table["groups"]}
    assert by_name["", "全市"]["people"] == 70
    assert by_name["opinion", "乙园"]["hidden"]
    assert by_name["opinion", "甲园"]["hidden"]  # alone it would be the difference
    assert all(one["people"] is None for one in by_name.values() if one["hidden"])
    assert all(one["people"] >= 10 for one in by_name.values() if not one["hidden"])


def test_nothing_is_published_of_enterprises_or_people(city, published):
    for name in ("精工", "恒力", "云仓", "职工1", "周处长"):
        assert name not in published.content


def test_two_downloads_on_two_days_are_one_file(city, programme, published, client, settings):
    settings.OPEN_DATA = True
    urls = [reverse("kpi:open_file", args=[published.year, form]) for form in ("json", "csv")]
    before = [body(client.get(url)) for url in urls]
    Participation.cancel_for(Participation.objects.first().journey)
    city.park.rename("临江新园", by=city.zhou, on=clock.today())
    count_all()
    settings.OPEN_DATA_LICENCE, settings.FEDERATION = "别的", "别的"
    with clock.shifted(timedelta(days=400)):  # a year later
        assert [body(client.get(url)) for url in urls] == before
        with pytest.raises(Refusal, match="公布过的不再改"):
            Publication.ask(published.year, by=city.zhou)
    assert sha256(before[0]).hexdigest() == published.digest
    trace = Trace.objects.about(published).get(verb="公布")
    assert trace.details["digest"] == published.digest


def body(answer):
    assert answer.status_code == 200
    return answer.getvalue()


def test_a_spreadsheet_says_in_each_cell_why_there_is_no_number(published, client, settings):
    settings.OPEN_DATA = True
    url = reverse("kpi:open_file", args=[published.year, "csv"])
    rows = list(csv.DictReader(io.StringIO(body(client.get(url)).decode("utf-8-sig"))))
    groups = json.loads(published.content)["groups"]
    assert len(rows) == len(groups)
    for row, group in zip(rows, groups, strict=True):
        people = next(value for name, value in row.items() if name.startswith("参与人数"))
        words = {"small": "不足 10", "guard": "不公布", "": str(group["people"])}
        assert people == words[group["hidden"]]
        assert row["统计截至"]


def test_everybody_reads_it_without_signing_in_once_it_is_open(published, client, settings):
    settings.OPEN_DATA = True
    page = client.get(PAGE)
    assert page.status_code == 200
    for words in ("临江智造园", "不足 10", "不公布", published.digest, "减法"):
        assert words in page.text
    assert client.get(PAGE, {"year": "x"}).status_code == 200


@pytest.mark.parametrize("form", ["json", "csv"])
def test_while_it_is_off_there_is_no_such_page_but_for_who_publishes(
    published, city, client, sign_in, form
):
    file = reverse("kpi:open_file", args=[published.year, form])
    for who in (None, city.zhang, city.zheng, city.wu):
        if who is not None:
            sign_in(who)
        assert [client.get(url).status_code for url in (PAGE, file)] == [404, 404]
    assert [sign_in(city.zhou).get(url).status_code for url in (PAGE, file)] == [200, 200]
    assert "现在没有对外公开" in client.get(PAGE).text


def test_the_federation_publishes_a_year_that_is_over(city, year, sign_in):
    url = reverse("kpi:publications")
    client = sign_in(city.zhou)
    page = client.post(url, {"year": year}, follow=True)
    assert "正在公布" in page.text
    Publication.objects.get().publish()
    page = client.get(url).text
    assert "已公布" in page
    assert Publication.objects.get().digest in page
    assert client.post(url, {"year": year + 1}).status_code == 422
    with pytest.raises(Refusal, match="还没有过完"):
        Publication.ask(year + 1, by=city.zhou)
    assert sign_in(city.zheng).get(url).status_code == 404


def test_what_is_not_counted_is_not_published(city, year, sign_in):
    Watermark.objects.update(differences=3)
    asked = Publication.ask(year, by=city.zhou)
    asked.publish()
    asked.refresh_from_db()
    assert (asked.published_at, asked.content) == (None, "")
    page = sign_in(city.zhou).get(reverse("kpi:publications")).text
    assert "复算有不一致" in page
    Watermark.objects.update(differences=0)
    again = Publication.ask(year, by=city.zhou)  # the same row, tried once more
    assert again.pk == asked.pk
    again.publish()
    assert Publication.objects.get().published_at


def test_a_rate_is_kept_back_where_few_stand_beside_it(city, year):
    """Of 70 people 30 worked where a headcount was filed; then 67, and 3 would be told apart."""
    day = date(year, 3, 1)
    city.jinggong.file_headcount(by=city.zhao, as_of=day, workers=60)
    assert rate_of(year, city) == "50.0"
    city.jinggong.file_headcount(by=city.zhao, as_of=day + timedelta(1), workers=5)
    assert rate_of(year, city) is None


def rate_of(year, cast):
    Publication.objects.all().delete()
    asked = Publication.ask(year, by=cast.zhou)
    asked.publish()
    return Publication.objects.get().table["worker_rate"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_years(
    published, client, settings, django_assert_num_queries, count
):
    settings.OPEN_DATA = True
    for n in range(1, count):
        Publication.objects.create(
            year=2000 + n,
            by=published.by,
            published_at=published.published_at,
            content=published.content,
            digest=published.digest,
        )
    with django_assert_num_queries(2):
        client.get(PAGE)
