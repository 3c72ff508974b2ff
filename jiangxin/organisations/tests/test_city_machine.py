"""Moves, splits, mergers, closings and undoing at random: any day equals a brute-force replay."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from jiangxin.accounts.models import User
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Change, Enterprise, Office, Organisation, Park
from jiangxin.organisations.tests.replay import City, replayed
from tests.cast import Role, Tier, credit_code

FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=100 * n) for n in range(8)]
TREE = {"B1": "F", "B2": "F", "U1": "B1", "U2": "B2", "G1": "U1", "G2": "U1", "G3": "G2"}
TIERS = {"B": Tier.BUREAU, "U": Tier.PARK, "G": Tier.ENTERPRISE}
STANDS = {"E1": "P1", "E2": "P1", "E3": "P2"}
COVERS = {"E1": "G1", "E2": "G2", "P1": "U1", "P2": "U2"}
HELD = {"f": "F", "b": "B1", "u": "U1", "g": "G1", "e": "E1"}

unions, parks = st.sampled_from(["F", *TREE]), st.sampled_from(["P1", "P2", "P3"])
firms, any_firm = st.sampled_from([*STANDS, "E4"]), st.integers(0, 7)
days, names = st.sampled_from(DAYS[1:]), st.sampled_from(["甲", "乙", "丙"])


class CityMachine(RuleBasedStateMachine):
    told = 0  # how many events were accepted, over all runs: a machine that refuses all is no proof

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.by = User.objects.create_user("周")
        self.things, self.events, self.changes, self.fresh = {}, [], [], 100
        self.found()
        named = {**dict.fromkeys(self.things)}
        self.start = City(
            parent=dict(TREE), last={"F": None, **TREE}, park=dict(STANDS), union=dict(COVERS),
            name={word: word for word in named}, offices=dict(HELD),
        )  # fmt: skip

    def found(self):
        by, on = self.by, FIRST
        self.things["F"] = Organisation.found("F", Tier.FEDERATION, by=by)
        for word, above in TREE.items():
            self.things[word] = Organisation.found(
                word, TIERS[word[0]], under=self.thing(above), by=by, on=on
            )
        for word in ("P1", "P2", "P3"):
            self.things[word] = Park.open(word, Park.Kind.STARTUP, "区", by=by)
        for n, word in enumerate(["E1", "E2", "E3", "E4"]):
            self.things[word] = Enterprise.register(word, credit_code(n), "non_public", by=by)
        for word, park in STANDS.items():
            self.thing(word).settle(self.thing(park), by=by, on=on)
        for word, union in COVERS.items():
            self.thing(word).join(self.thing(union), by=by, on=on)
        self.users = {word: User.objects.create_user(word) for word in HELD}
        for word, place in HELD.items():
            Office.grant(self.users[word], Role.STEWARD, self.thing(place), by=by, since=on)

    def teardown(self):
        try:
            for day in DAYS:
                self.compare(day)
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def thing(self, word):
        """As a page would read it: fresh."""
        return type(self.things[word]).objects.get(pk=self.things[word].pk)

    def tell(self, verb, one, other, on, *args):
        kept = {"merge_park": "merge_into"}.get(verb, verb)
        try:
            with transaction.atomic():
                change = getattr(self.thing(one), kept)(*args, by=self.by, on=on)
        except (Refusal, IntegrityError):
            return None
        self.events.append((verb, one, other, on))
        self.changes.append(change)
        type(self).told += 1
        return change

    @rule(one=unions, other=unions, on=days)
    def move(self, one, other, on):
        self.tell("move", one, other, on, self.thing(other))

    @rule(one=firms, other=parks, on=days)
    def move_park(self, one, other, on):
        self.tell("move_park", one, other, on, self.thing(other))

    @rule(one=firms, on=days)
    def leave_park(self, one, on):
        self.tell("leave_park", one, None, on)

    @rule(one=st.one_of(firms, parks), other=unions, on=days)
    def change_union(self, one, other, on):
        self.tell("change_union", one, other, on, self.thing(other))

    @rule(one=firms, on=days)
    def leave_union(self, one, on):
        self.tell("leave_union", one, None, on)

    @rule(one=st.one_of(firms, parks, unions), other=names, on=days)
    def rename(self, one, other, on):
        self.tell("rename", one, other + one, on, other + one)

    @rule(one=firms, on=days)
    def split(self, one, on):
        word, self.fresh = f"E{self.fresh}", self.fresh + 1
        if self.tell("split", one, word, on, word, credit_code(self.fresh)):
            self.things[word] = Enterprise.objects.get(name=word)

    @rule(one=any_firm, other=any_firm, on=days)
    def merge_into(self, one, other, on):
        firms = [word for word in self.things if word.startswith("E")]
        one, other = firms[one % len(firms)], firms[other % len(firms)]
        self.tell("merge_into", one, other, on, self.thing(other))

    @rule(one=parks, other=parks, on=days)
    def merge_park(self, one, other, on):
        self.tell("merge_park", one, other, on, self.thing(other))

    @rule(one=st.one_of(firms, parks, unions), on=days)
    def close(self, one, on):
        self.tell("close", one, None, on)

    @rule(which=st.integers(0, 30))
    def undo(self, which):
        if not self.changes:
            return
        which %= len(self.changes)
        try:
            Change.objects.get(pk=self.changes[which].pk).undo(by=self.by)
        except (Refusal, IntegrityError):
            return
        verb, _, other, _ = self.events.pop(which)
        self.changes.pop(which)
        if verb == "split":
            del self.things[other]

    @invariant()
    def a_day_equals_its_replay(self):
        self.compare(DAYS[len(self.events) % len(DAYS)])

    @invariant()
    def today_is_seen_by_definition(self):
        city = replayed(self.start, self.events, date.max)
        self.check_paths(city)
        firms = [word for word in self.things if word.startswith("E")]
        for word, user in self.users.items():
            seen = self.words(Organisation.objects.visible_to(user))
            assert seen == city.unions_seen(word), word
            seen = self.words(Enterprise.objects.visible_to(user))
            assert seen == city.enterprises_seen(word, firms), word

    def check_paths(self, city):
        fresh = Organisation.objects.in_bulk()
        for word in city.last:
            path = "".join(f"/{self.things[w].pk}" for w in city.lineage(word, city.last)) + "/"
            union = fresh[self.things[word].pk]
            assert (union.path, union.is_closed()) == (path, word in city.closed)
            assert union.depth == path.count("/") - 2

    def compare(self, day):
        city = replayed(self.start, self.events, day)
        there = [word for word in city.last if word not in city.closed]
        for word in there:
            keys = [self.things[above].pk for above in city.lineage(word)]
            assert self.things[word].lineage_on(day) == keys
        below = {word for word in there if "B1" in city.lineage(word)} | {"B1"}
        assert self.words(Organisation.objects.under_on(self.things["B1"], day)) == below
        fresh = {model: model.objects.in_bulk() for model in (Organisation, Enterprise, Park)}
        for word, row in self.things.items():
            self.compare_one(city, word, fresh[type(row)][row.pk], day)

    def compare_one(self, city, word, row, day):
        if isinstance(row, Enterprise):
            assert self.word(row.park(day)) == city.park.get(word)
            assert self.word(row.own_union(day)) == city.union.get(word)
            assert self.word(row.union(day)) == city.covering(word)
        if isinstance(row, Park):
            assert self.word(row.union(day)) == city.union.get(word)
            inside = {e for e, park in city.park.items() if park == word}
            assert self.words(row.enterprises(day)) == inside
        if isinstance(row, Organisation):
            below = {u for u, parent in city.parent.items() if parent == word}
            assert self.words(Organisation.objects.branches_of(row, day)) == below
            covered = {e for e, union in city.union.items() if union == word and e[0] == "E"}
            assert self.words(Enterprise.objects.of_union(row, day)) == covered
        if word in city.name:
            (named,) = type(row).objects.filter(pk=row.pk).as_of(day)
            assert named.name_then == city.name[word]
            assert row.name_on(day) == city.name[word]

    def word(self, row):
        return row and next(w for w, known in self.things.items() if known == row)

    def words(self, rows):
        return {self.word(row) for row in rows}


def run(examples, steps):
    CityMachine.told = 0
    quiet = list(HealthCheck)
    run_state_machine_as_test(
        CityMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=quiet,
            print_blob=True,
        ),  # fmt: skip
    )
    assert CityMachine.told > examples


def test_any_day_equals_a_replay(db):
    run(examples=6, steps=12)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_any_day_equals_a_replay_at_length(db):
    run(examples=250, steps=40)
