"""Who works where, by every verb at random: any day equals a brute-force replay in plain Python."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Enterprise, Office, Organisation
from jiangxin.people.models import Employment, Merger, Person, Workforce
from tests.cast import Role, Tier, credit_code, phone

FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=100 * n) for n in range(8)]
FIRMS = ["E1", "E2", "E3", "E4"]
COVERED = {"E1": "U1", "E2": "U1", "E3": "U2"}  # E4 has no union
BEGAN = ["E1"] * 6 + ["E2"] * 5 + ["E3"] * 3 + [None] * 6
HELD = {"f": "F", "one": "U1", "two": "U2", "four": "E4"}  # where these users hold an office

people, firms = st.integers(0, len(BEGAN) + 5), st.sampled_from(FIRMS)
days = st.sampled_from(DAYS[1:])


class Job:
    """A worker, by their number, in a firm on these days."""

    def __init__(self, who, firm, since, until=None):
        self.who, self.firm, self.since, self.until = who, firm, since, until

    def covers(self, day):
        return self.since <= day and (self.until is None or day < self.until)


class Replay:
    """The definition: jobs, who is whom, which firms are closed. It asks nothing of the code."""

    def __init__(self):
        self.jobs = [Job(n, firm, FIRST) for n, firm in enumerate(BEGAN) if firm]
        self.into, self.closed = {}, {}

    @classmethod
    def of(cls, events):
        """What these events, in the order in which they were told, come to."""
        new = cls()
        for verb, told in events:
            getattr(new, verb)(*told)
        return new

    def running(self, who, day):
        return next(job for job in self.jobs if job.who == who and job.covers(day))

    def leave(self, who, on):
        self.running(who, on).until = on

    def take_up(self, who, firm, on):
        self.jobs.append(Job(who, firm, on))

    def transfer(self, who, firm, on):
        self.leave(who, on)
        self.take_up(who, firm, on)

    def close(self, firm, on):
        self.closed[firm] = on
        for job in self.jobs:
            if job.firm == firm and (job.until is None or job.until > on):
                job.until = on

    def merge_into(self, firm, other, on):
        going = [j.who for j in self.jobs if j.firm == firm and (not j.until or j.until > on)]
        self.close(firm, on)
        self.jobs += [Job(who, other, on) for who in going]

    def fuse(self, kept, absorbed, today):
        """What runs goes over, or ends today where the kept one has the same."""
        mine = [job for job in self.jobs if job.who == kept and job.covers(today)]
        for job in [job for job in self.jobs if job.who == absorbed and job.covers(today)]:
            if mine:
                job.until = today
            else:
                job.who = kept
        followers = [who for who, into in self.into.items() if into == absorbed]
        self.into |= dict.fromkeys([*followers, absorbed], kept)

    def selves(self, who):
        return {who, *(other for other, into in self.into.items() if into == who)}

    def works(self, who, day):
        """The firms of somebody's records on a day; of several, the one that began last counts."""
        held = [job for job in self.jobs if job.who in self.selves(who) and job.covers(day)]
        return {job.firm for job in held if job.since == max(one.since for one in held)}

    def seen(self, place, everybody, today):
        """Whom an office there reaches: the federation all, else who works below it today."""
        live = [who for who in everybody if who not in self.into]
        if place == "F":
            return set(live)
        below = {firm for firm in FIRMS if COVERED.get(firm) == place and firm not in self.closed}
        below |= {place} if place not in self.closed else set()
        return {
            w for w in live for j in self.jobs if j.who == w and j.covers(today) and j.firm in below
        }


class PeopleMachine(RuleBasedStateMachine):
    told = 0  # how many events were accepted, over all runs: a machine that refuses all is no proof

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.today = clock.today()
        self.found()
        self.replay, self.events, self.done = Replay(), [], []

    def found(self):
        by = self.by = User.objects.create_user("周")
        self.places = {"F": Organisation.found("F", Tier.FEDERATION, by=by)}
        for word in ("U1", "U2"):
            union = Organisation.found(word, Tier.PARK, under=self.places["F"], by=by, on=FIRST)
            self.places[word] = union
        for n, word in enumerate(FIRMS):
            self.places[word] = Enterprise.register(word, credit_code(n), "non_public", by=by)
        for word, union in COVERED.items():
            self.places[word].join(self.places[union], by=by, on=FIRST)
        self.users = {word: User.objects.create_user(word) for word in HELD}
        for word, place in HELD.items():
            Office.grant(self.users[word], Role.STEWARD, self.places[place], by=by, since=FIRST)
        self.people = [
            Person.enrol(
                f"职工{n}", enterprise=firm and self.places[firm], since=FIRST, phone=phone(n)
            )
            for n, firm in enumerate(BEGAN)
        ]

    def teardown(self):
        try:
            for day in [*DAYS, self.today]:
                self.compare(day)
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def firm(self, word):
        return Enterprise.objects.get(pk=self.places[word].pk)

    def person(self, who):
        """As a page would read them; or None: they were taken back with their first job."""
        return Person.objects.filter(pk=self.people[who].pk).first()

    def tell(self, act, verb, *told):
        """Do it; if it was accepted, the replay does it as well."""
        try:
            with transaction.atomic():
                made = act()
        except (Refusal, IntegrityError):
            return None
        self.events.append((verb, told))
        self.done.append(made)
        self.replay = Replay.of(self.events)
        type(self).told += 1
        return made

    def tell_of(self, verb, who, *told):
        """Something that happens to one person."""
        who %= len(self.people)
        if person := self.person(who):
            places = [self.firm(word) for word in told[:-1]]
            act = lambda: getattr(person, verb)(*places, by=self.by, on=told[-1])  # noqa: E731
            self.tell(act, verb, who, *told)

    @rule(who=people, on=days)
    def leave(self, who, on):
        self.tell_of("leave", who, on)

    @rule(who=people, firm=firms, on=days)
    def transfer(self, who, firm, on):
        self.tell_of("transfer", who, firm, on)

    @rule(who=people, firm=firms, on=days)
    def take_up(self, who, firm, on):
        self.tell_of("take_up", who, firm, on)

    @rule(firm=firms, on=days)
    def hire_somebody_new(self, firm, on):
        who = len(self.people)
        name, number = f"新人{who}", phone(who)
        act = lambda: Person.hire(  # noqa: E731
            self.firm(firm), by=self.by, on=on, name=name, phone=number
        )
        if self.tell(act, "take_up", who, firm, on):
            self.people.append(Person.objects.get(name=name))

    @rule(who=people, firm=firms, on=days)
    def hire_somebody_known(self, who, firm, on):
        """By name and phone: whoever has them now, and works elsewhere or nowhere."""
        who %= len(self.people)
        person = self.person(who)
        if person is None or person.merged_into_id:
            return
        verb = "transfer" if person.employment(on) else "take_up"
        act = lambda: Person.hire(  # noqa: E731
            self.firm(firm), by=self.by, on=on, name=person.name, phone=str(person.phone)
        )
        self.tell(act, verb, who, firm, on)

    @rule(firm=firms, on=days)
    def close(self, firm, on):
        act = lambda: Workforce(self.firm(firm)).close(by=self.by, on=on)  # noqa: E731
        self.tell(act, "close", firm, on)

    @rule(firm=firms, other=firms, on=days)
    def merge_into(self, firm, other, on):
        workforce = Workforce(self.firm(firm))
        act = lambda: workforce.merge_into(self.firm(other), by=self.by, on=on)  # noqa: E731
        self.tell(act, "merge_into", firm, other, on)

    @rule(kept=people, absorbed=people)
    def fuse(self, kept, absorbed):
        kept, absorbed = kept % len(self.people), absorbed % len(self.people)
        pair = self.person(kept), self.person(absorbed)
        if None in pair:
            return
        act = lambda: Merger.make(*pair, by=self.by, reason="同一个人")  # noqa: E731
        self.tell(act, "fuse", kept, absorbed, self.today)

    @rule()
    def undo_the_last(self):
        """The last thing can always be taken back, and then all is as it was before it."""
        if self.done:
            self.undo(len(self.done) - 1)

    @rule(which=st.integers(0, 30))
    def undo_an_earlier_one(self, which):
        """If it is accepted, all is as if it had never been told; else nothing has changed.

        Not under a merger: what that moved or ended it keeps, whatever is taken back below it.
        """
        if not self.done or "fuse" in [verb for verb, _ in self.events[which % len(self.done) :]]:
            return
        before = self.rows()
        try:
            with transaction.atomic():
                self.undo(which % len(self.done))
        except (Refusal, IntegrityError):
            assert self.rows() == before

    def undo(self, place):
        made = self.done[place]
        type(made).objects.get(pk=made.pk).undo(by=self.by)
        del self.done[place], self.events[place]
        self.replay = Replay.of(self.events)

    def rows(self):
        return list(Employment.objects.order_by("pk").values_list())

    @invariant()
    def a_day_equals_its_replay(self):
        self.compare(DAYS[(len(self.done) + self.told) % len(DAYS)])
        self.compare(self.today)

    @invariant()
    def nobody_has_two_employers_on_a_day(self):
        held = {}
        for job in Employment.objects.order_by("person_id", "since"):
            before = held.get(job.person_id)
            assert before is None or (before.until and before.until <= job.since)
            held[job.person_id] = job

    @invariant()
    def nobody_works_where_it_is_closed(self):
        for job in Employment.objects.exclude(enterprise__closed_on=None).for_list():
            assert job.until is not None
            assert job.until <= job.enterprise.closed_on

    @invariant()
    def officers_see_by_definition(self):
        numbers = {person.pk: n for n, person in enumerate(self.people)}
        there = {numbers[pk] for pk in Person.objects.values_list("pk", flat=True)}
        for word, user in self.users.items():
            seen = {numbers[pk] for pk in Person.objects.led_by(user).values_list("pk", flat=True)}
            assert seen == self.replay.seen(HELD[word], there, self.today), word

    def compare(self, day):
        words = {row.pk: word for word, row in self.places.items() if word in FIRMS}
        for who, person in enumerate(self.people):
            if who in self.replay.into:
                continue
            job = person.employment(day)
            firms = self.replay.works(who, day)
            assert (words[job.enterprise_id] in firms) if job else (not firms), (who, day)
        for word in FIRMS:
            there = Employment.objects.of_day(self.places[word], day)
            keys = {self.number(job.person_id) for job in there.for_list()}
            assert keys == {j.who for j in self.replay.jobs if j.firm == word and j.covers(day)} - {
                who for who, into in self.replay.into.items()
                if any(j.who == into and j.firm == word and j.covers(day) for j in self.replay.jobs)
            }  # fmt: skip

    def number(self, pk):
        return next(n for n, person in enumerate(self.people) if person.pk == pk)


def run(examples, steps):
    PeopleMachine.told = 0
    run_state_machine_as_test(
        PeopleMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    assert PeopleMachine.told > examples


def test_any_day_equals_a_replay(db):
    run(examples=4, steps=10)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_any_day_equals_a_replay_at_length(db):
    run(examples=60, steps=30)
