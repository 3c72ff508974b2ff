"""What a program reads: the digits of the page, as far as its office reaches, and never a 500."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jiangxin.api.tests.aids import program
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Definition
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise
from jiangxin.proposals.models import Proposal
from tests import house
from tests.cast import build_cast
from tests.nasty import PATHS, QUERIES, STRANGE

pytestmark = pytest.mark.django_db
INDICATORS = reverse("api:v1:indicators")


def figures_url(kind, thing):
    return reverse("api:v1:figures", args=[kind, thing.pk])


@pytest.fixture
def took_part(cast, programme):
    for author in (cast.zhang, cast.chen):
        answers = {"problem": "换型慢", "measure": "改定位销"}
        told = {"programme": programme, "author": author, "title": "夹具快换"}
        Proposal.draft(**told, answers=answers).submit(by=author.user)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=clock.today(), workers=7)
    count_all()


@pytest.fixture
def city(cast):
    return house.signed_in(program(cast.zhou)[1])


@pytest.mark.parametrize(("kind", "thing"), [("unions", "city"), ("parks", "park"),
                                             ("enterprises", "jinggong")])  # fmt: skip
def test_the_digits_are_those_of_the_page(cast, took_part, city, sign_in, kind, thing):
    place = Place(getattr(cast, thing))
    told = city.get(figures_url(kind, place.thing)).json()
    page = sign_in(cast.zhou).get(place.get_absolute_url()).text
    figures = figures_of(place, Period.this_year())
    assert [one["code"] for one in told["figures"]] == list(figures)
    for one, figure in zip(told["figures"], figures.values(), strict=True):
        assert (one["digits"], one["unit"]) == (figure.digits, figure.unit)
        assert f">{one['digits']}<" in page
        assert one["definition"]["sentence"] in page
        assert one["value"] is None or f"{one['value']:,}" == one["digits"] or one["unit"] == "元"
        assert (one["declared"], one["closed"]) == (figure.declared, False)
        assert one["notes"] == list(figure.notes)


def test_a_rate_that_cannot_be_reckoned_says_why(cast, took_part, city):
    told = city.get(figures_url("enterprises", cast.hengli), {"code": "worker_rate"}).json()
    (rate,) = told["figures"]
    assert (rate["digits"], rate["unit"], rate["value"]) == ("无法计算", "", None)
    assert rate["reason"] == "企业还没报在册职工数"


def test_asked_for_a_period_a_scope_and_some_indicators(cast, took_part, city):
    asked = {"period": "2020u", "scope": "plan", "code": ["people", "acts"]}
    told = city.get(figures_url("parks", cast.park), asked).json()
    assert [told[name] for name in ("period", "scope", "first_day", "last_day")] == [
        "2020u", "plan", "2019-10-01", "2020-09-30"]  # fmt: skip
    assert [(one["code"], one["value"]) for one in told["figures"]] == [("people", 0), ("acts", 0)]


def test_all_versions_of_a_definition_are_told(cast, city):
    told = city.get(INDICATORS).json()
    known = Definition.versions()
    assert [one["code"] for one in told] == list(known)
    first = known["worker_rate"][0]
    same = next(one for one in told if one["code"] == "worker_rate")["definitions"][0]
    names = ("id", "sentence", "numerator", "denominator", "kinds", "source")
    assert [same[name] for name in names] == [getattr(first, name) for name in names]


def test_a_key_reads_its_own_place_and_what_is_below(cast, took_part):
    park = house.signed_in(program(cast.zheng)[1])
    seen = {kind: names(park, kind) for kind in ("unions", "parks", "enterprises")}
    assert seen == {
        "unions": ["临江智造园联合工会", "精工公司工会", "恒力公司工会"],
        "parks": ["临江智造园"],
        "enterprises": ["精工公司", "恒力公司", "云仓公司"],
    }
    one = house.signed_in(program(cast.zhao)[1])
    assert names(one, "parks") == []
    for kind, thing in (
        ("unions", cast.bureau),
        ("parks", cast.park),
        ("enterprises", cast.hengli),
    ):
        answer = one.get(figures_url(kind, thing))
        assert answer.status_code == 404
        assert answer.json() == one.get(reverse("api:v1:figures", args=[kind, 10**9])).json()


def names(client, kind):
    return [one["name"] for one in client.get(places_url(kind)).json()["places"]]


def places_url(kind):
    return reverse("api:v1:places", args=[kind])


def test_the_places_are_paged_by_their_keys(cast, city, monkeypatch):
    monkeypatch.setattr("jiangxin.api.views.v1.PER_PAGE", 2)
    first = city.get(places_url("enterprises")).json()
    rest = city.get(places_url("enterprises"), {"after": first["next"]}).json()
    found = [one["id"] for page in (first, rest) for one in page["places"]]
    assert found == list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    assert rest["next"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_places_asks_the_same_however_many(
    cast, city, django_assert_num_queries, monkeypatch, count
):
    monkeypatch.setattr("jiangxin.api.views.v1.PER_PAGE", count)
    city.get(places_url("enterprises"))
    with django_assert_num_queries(4):
        city.get(places_url("enterprises"))


def test_what_is_the_same_need_not_be_sent_again(cast, took_part, city):
    url = figures_url("parks", cast.park)
    first = city.get(url)
    assert first["Cache-Control"] == "private, no-cache"
    assert not first.cookies
    again = city.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = city.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == first["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_it_can_only_be_read(cast, city, method):
    answer = getattr(city, method)(figures_url("parks", cast.park))
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert "只能读" in answer.json()["title"]


def test_a_key_may_ask_so_often_and_another_one_still(cast, settings):
    settings.API_READS_A_MINUTE = 2
    one, other = (house.signed_in(program(who)[1]) for who in (cast.zhou, cast.zheng))
    assert [one.get(INDICATORS).status_code for _ in range(3)] == [200, 200, 429]
    refused = one.get(INDICATORS)
    assert refused["Retry-After"] == "60"
    assert refused.json()["title"] == "读得太频繁"
    assert other.get(INDICATORS).status_code == 200
    with clock.shifted(timedelta(minutes=1)):
        assert one.get(INDICATORS).status_code == 200


@pytest.mark.parametrize(
    ("asked", "where", "what"),
    [
        ({"period": "2026-13"}, "period", "时期请写成"),
        ({"period": "9" * 100}, "period", "太长"),
        ({"scope": "x"}, "scope", "只能是 'all'、'plan' 之一"),
        ({"code": ["people", "x"]}, "code", "没有这个代码"),
    ],
)
def test_a_wrong_parameter_is_named(cast, city, asked, where, what):
    answer = city.get(figures_url("parks", cast.park), asked)
    assert answer.status_code == 422
    (mistake,) = answer.json()["errors"]
    assert mistake["where"] == where
    assert what in mistake["what"]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30, "9" * 5000, ""])
def test_a_wrong_place_in_the_list_is_named(city, after):
    answer = city.get(places_url("parks"), {"after": after})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "after"


def test_whatever_is_asked_the_answer_is_json_and_no_fault(cast, attack, settings):
    settings.API_READS_A_MINUTE = 10**6
    _, bearer = program(cast.zhou)
    settled = house.signed_in(bearer)
    url = figures_url("parks", cast.park)
    paths = [
        f"{root.rstrip('/')}/{rest.lstrip('/')}" for root in ("/api/v1", url) for rest in PATHS
    ]
    told = [f"{url}?{name}={value}" for name in ("period", "scope", "code", "after")
            for value in QUERIES if value.isprintable()]  # fmt: skip
    for path in [*paths, *told, f"{places_url('parks')}?after=%00", f"{url}?code=%ED%A0%80"]:
        answer = attack.get(settled, path)
        if answer.status_code != 200:
            assert answer["Content-Type"] == "application/problem+json", path
            assert answer.json()["detail"]
    for value in STRANGE:
        value = value if isinstance(value, str) else value.decode("latin-1")
        attack.get(Client(), INDICATORS, HTTP_AUTHORIZATION=f"Bearer {value}")


class Anything(TestCase):
    """Any text in any parameter: 200 or 422, and its JSON can be read."""

    def setUp(self):
        self.enterContext(override_settings(API_READS_A_MINUTE=10**6))
        self.cast = build_cast()
        self.client = house.signed_in(program(self.cast.zhou)[1])

    @given(st.sampled_from(["period", "scope", "code", "after"]), st.text(max_size=30))
    def test_any_text(self, name, text):
        url = places_url("parks") if name == "after" else figures_url("parks", self.cast.park)
        answer = self.client.get(url, {name: text})
        assert answer.status_code in {200, 400, 422}
        answer.json()


def test_the_documents_name_each_operation_and_nothing_from_elsewhere(client):
    document = client.get("/api/v1/openapi.json").json()
    assert list(document["paths"]) == [
        "/api/v1/indicators",
        "/api/v1/places/{kind}",
        "/api/v1/places/{kind}/{pk}/figures",
    ]
    assert all(list(methods) == ["get"] for methods in document["paths"].values())
    (scheme,) = document["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    page = client.get(reverse("api:documentation"))
    for path, methods in document["paths"].items():
        assert path in page.text
        assert methods["get"]["summary"] in page.text
    assert "figures.definition.sentence" in page.text
    assert "//cdn" not in page.text


def test_nothing_personal_is_answered(cast, took_part, city):
    urls = [INDICATORS, *(places_url(kind) for kind in ("unions", "parks", "enterprises"))]
    urls += [figures_url("enterprises", cast.jinggong)]
    told = "".join(city.get(url).text for url in urls)
    people = [cast.zhang, cast.chen, cast.zhou, cast.zheng]
    assert not [who for who in people if who.name in told]
