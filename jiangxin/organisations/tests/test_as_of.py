"""看某一天: the register's pages on a past day, against a brute-force replay; and who sees what."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.organisations.models import Organisation
from jiangxin.organisations.tests.replay import replayed
from jiangxin.organisations.tests.test_city_machine import DAYS, STANDS, TREE, CityMachine
from jiangxin.organisations.tests.test_pages import more_enterprises, more_unions, text
from tests.cast import LONG_AGO

THEN, MOVED = "2023-06-01", date(2024, 1, 1)
EVENTS = 40
UNIONS, PARKS, FIRMS = ["F", *TREE], ["P1", "P2", "P3"], [*STANDS, "E4"]


@pytest.fixture
def city(db):
    """A city with many moves, renamings and closings, each from some day on."""
    machine, dice = CityMachine(), random.Random(20170301)
    for n in range(EVENTS):
        on = dice.choice(DAYS[1:])
        firm, park, union = dice.choice(FIRMS), dice.choice(PARKS), dice.choice(UNIONS)
        named = dice.choice([firm, park, union])
        verb, one, other = dice.choice([
            ("move", dice.choice(list(TREE)), union),
            ("move_park", firm, park),
            ("change_union", dice.choice([firm, park]), union),
            ("rename", named, f"名{n}{named}"),
            ("leave_union", firm, None),
            ("leave_park" if n < EVENTS // 2 else "close", firm, None),
            ("rename" if n < EVENTS // 2 else "close", park, f"名{n}" if n < EVENTS // 2 else None),
        ])  # fmt: skip
        args = [] if other is None else [other if verb == "rename" else machine.thing(other)]
        machine.tell(verb, one, other, on, *args)
    assert len(machine.events) > EVENTS // 3
    yield machine
    machine.teardown()


def names(city, words):
    return {city.name[word] for word in words}


def named(rows):
    return {row.name_then for row in rows}


class Reader:
    """Reads pages of a day as one user, and compares them with the definition."""

    def __init__(self, machine, client, who, day):
        self.machine, self.client, self.day = machine, client, day
        self.then = replayed(machine.start, machine.events, day)
        today = replayed(machine.start, machine.events, date.max)
        firms = [word for word in machine.things if word.startswith("E")]
        self.unions, self.firms = today.unions_seen(who), today.enterprises_seen(who, firms)
        self.led_parks = {p for p in PARKS if who == "f" or today.union.get(p) in self.unions}
        client.force_login(machine.users[who])

    def open(self, word):
        url = self.machine.things[word].get_absolute_url()
        answer = self.client.get(url, {"on": self.day.isoformat()})
        return answer.context if answer.status_code == 200 else None

    def right(self, rows, words, seen):
        """These words by their names of the day, and open where the user sees them today."""
        assert named(rows) == names(self.then, words)
        assert named(row for row in rows if row.is_open) == names(self.then, set(words) & seen)

    def union(self, word):
        shown, then = self.open(word), self.then
        below = [u for u, parent in then.parent.items() if parent == word]
        self.right(shown["branches"], below, self.unions)
        covered = [e for e, union in then.union.items() if union == word and e[0] == "E"]
        self.right(shown["enterprises"], covered, self.firms)
        parks = {p for p, union in then.union.items() if union == word and p[0] == "P"}
        assert named(shown["parks"]) == names(then, parks)
        above = then.lineage(word) if word in then.parent or word == "F" else [word]
        assert [row.name_then for row in shown["above"]] == [then.name[w] for w in above]

    def park(self, word):
        if shown := self.open(word):
            inside = {e for e, park in self.then.park.items() if park == word}
            inside &= inside if word in self.led_parks else self.firms
            self.right(shown["enterprises"], inside, self.firms)

    def firm(self, word):
        shown, then = self.open(word), self.then
        assert shown["name_then"] == then.name[word]
        for kind, other in (("union", then.covering(word)), ("park", then.park.get(word))):
            row = shown[kind]
            assert (row and row.name_then) == (other and then.name[other])

    def tree(self):
        shown = self.client.get(reverse("organisations:list"), {"on": self.day.isoformat()}).context
        below = [u for u, parent in self.then.parent.items() if parent == "B1"]
        if [top.pk for top in shown["tops"]] == [self.machine.things["B1"].pk]:
            self.right(shown["branches"], below, self.unions)


@pytest.mark.parametrize("who", ["f", "b", "u", "e"])
def test_every_page_of_a_day_equals_its_replay(city, client, who):
    for day in DAYS[::2]:
        reader = Reader(city, client, who, day)
        for word in sorted(reader.unions):
            reader.union(word)
        for word in PARKS:
            reader.park(word)
        for word in sorted(reader.firms & set(FIRMS)):
            reader.firm(word)
        reader.tree()


def test_a_day_does_not_read_the_cached_path(cast, sign_in):
    """The cache of today may say anything: a page of a past day stays as it was."""
    url = cast.park_union.get_absolute_url()
    client = sign_in(cast.zhou)
    more_enterprises(cast, 0, 1)
    before = client.get(url, {"on": THEN}).context
    for n, union in enumerate(Organisation.objects.exclude(depth=0)):
        Organisation.objects.filter(pk=union.pk).update(path=f"{cast.city.path}x{n}/")
    after = client.get(url, {"on": THEN}).context
    for kind in ("branches", "enterprises", "parks", "above"):
        assert [row.pk for row in before[kind]] == [row.pk for row in after[kind]] != []


def test_what_moved_away_is_named_and_not_opened(cast, sign_in):
    """孙专管员 of 恒力 has no sight of 精工, which was under his union until 2024."""
    cast.jinggong_union.move(cast.hengli_union, by=cast.zhou, on=date(2022, 1, 1))
    cast.jinggong.change_union(cast.hengli_union, by=cast.zhou, on=date(2022, 1, 1))
    cast.jinggong_union.move(cast.park_union, by=cast.zhou, on=MOVED)
    cast.jinggong.change_union(cast.jinggong_union, by=cast.zhou, on=MOVED)
    cast.jinggong.rename("精工集团", by=cast.zhou, on=MOVED)
    client = sign_in(cast.sun)
    assert client.get(cast.jinggong.get_absolute_url(), {"on": THEN}).status_code == 404
    shown = text(client.get(cast.hengli_union.get_absolute_url(), {"on": THEN}))
    assert "精工公司" in shown and "精工公司工会" in shown and "今天叫“精工集团”" in shown
    for place in (cast.jinggong, cast.jinggong_union):
        assert f'href="{place.get_absolute_url()}' not in shown
    today = client.get(cast.hengli_union.get_absolute_url()).context
    assert [row.name for row in today["enterprises"]] == ["恒力公司"]
    assert not today["branches"].rows


def test_a_tenant_does_not_learn_who_stood_in_the_park(cast, sign_in):
    shown = text(sign_in(cast.zhao).get(cast.park.get_absolute_url(), {"on": THEN}))
    assert "精工公司" in shown and "恒力公司" not in shown
    led = text(sign_in(cast.zheng).get(cast.park.get_absolute_url(), {"on": THEN}))
    assert "恒力公司" in led


def test_the_page_says_which_day_it_is_and_leads_back(cast, sign_in):
    client = sign_in(cast.zheng)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=1274)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=MOVED, workers=9)
    for place in (cast.park_union, cast.park, cast.jinggong):
        url = place.get_absolute_url()
        shown = text(client.get(url, {"on": THEN}))
        assert "您看的是 2023年6月1日 的情况" in shown and f'<a href="{url}">回到今天</a>' in shown
        assert ("1,274" in shown) == (place != cast.park_union)  # 精工 has a union of its own


@pytest.mark.parametrize(
    ("on", "words"),
    [("2999-01-01", "这一天还没有到"), ("昨天", "看不懂"), ("9" * 300, "看不懂"), ("", None)],
)
@pytest.mark.parametrize("place", ["tree", "park_union", "park", "jinggong"])
def test_no_such_day_is_today_with_a_sentence(cast, sign_in, on, words, place):
    subject = getattr(cast, place, None)
    url = subject.get_absolute_url() if subject else reverse("organisations:list")
    shown = text(sign_in(cast.zheng).get(url, {"on": on}))
    assert "您看的是" not in shown and "看某一天的情况" in shown
    assert ("下面是今天的情况" in shown) == bool(words)
    assert words is None or words in shown


def test_today_is_no_other_day_and_the_first_of_all_days_is_one(cast, sign_in):
    client, url = sign_in(cast.zheng), cast.jinggong.get_absolute_url()
    assert "您看的是" not in text(client.get(url, {"on": clock.today().isoformat()}))
    assert "那一天没有工会覆盖" in text(client.get(url, {"on": "0001-01-01"}))


def test_a_branch_of_the_tree_opens_on_its_day(cast, sign_in):
    cast.jinggong_union.rename("精工集团工会", by=cast.zhou, on=MOVED)
    client, url = sign_in(cast.li), reverse("organisations:branches", args=[cast.park_union.pk])
    box = client.get(url, {"on": THEN}, headers={"HX-Request": "true"})
    assert "精工公司工会" in text(box) and "<html" not in text(box)
    assert f"?on={THEN}" in text(box)
    assert "精工集团工会" in text(client.get(url))


def test_who_may_not_see_a_place_may_not_see_its_past(cast, sign_in):
    for who, place in (("sun", "jinggong"), ("chen", "park"), ("wu", "jinggong_union")):
        url = getattr(cast, place).get_absolute_url()
        assert sign_in(getattr(cast, who)).get(url, {"on": THEN}).status_code == 404


@pytest.mark.parametrize(
    ("place", "grow"),
    [("park_union", more_unions), ("park_union", more_enterprises), ("park", more_enterprises)],
)
def test_a_day_asks_as_often_for_three_rows_as_for_one(
    cast, sign_in, django_assert_num_queries, place, grow
):
    client, url = sign_in(cast.zheng), getattr(cast, place).get_absolute_url()
    asked = {"on": (clock.today() - timedelta(days=1)).isoformat()}
    grow(cast, 0, 1)
    client.get(url, asked)
    with CaptureQueriesContext(connection) as one:
        client.get(url, asked)
    grow(cast, 1, 3)
    with django_assert_num_queries(len(one)):
        client.get(url, asked)
    assert len(one) <= 40


@pytest.mark.parametrize("on", [None, THEN])
def test_the_tree_asks_as_often_for_three_rows_as_for_one(
    cast, sign_in, django_assert_num_queries, on
):
    client, asked = sign_in(cast.zheng), {"on": on} if on else {}
    url = reverse("organisations:list")
    client.get(url, asked)
    with CaptureQueriesContext(connection) as one:
        client.get(url, asked)
    for n in range(3):
        Organisation.found(
            f"新{n}", Organisation.Tier.ENTERPRISE, under=cast.park_union, by=cast.zhou, on=LONG_AGO
        )
    with django_assert_num_queries(len(one)):
        shown = client.get(url, asked)
    assert "新2" in text(shown)


def test_a_long_list_of_a_day_goes_on(cast, sign_in):
    more_enterprises(cast, 0, 30)
    client, url = sign_in(cast.zheng), cast.park.get_absolute_url()
    first = client.get(url, {"on": THEN})
    rest = client.get(url + first.context["enterprises"].next_url)
    rows = [*first.context["enterprises"], *rest.context["enterprises"]]
    assert "您看的是" in text(rest)
    assert len(rows) == len({row.pk for row in rows}) == 33
