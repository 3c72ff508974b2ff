"""A small city in one transaction, written once and asked by every test."""

from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from jiangxin.accounts.models import User
from jiangxin.audit.models import Trace
from jiangxin.audit.words import digest_of
from jiangxin.lib import clock
from jiangxin.lib.numbers import CreditCode, IdNumber, Phone
from jiangxin.lib.refusal import Refusal
from jiangxin.operations.population.city import City
from jiangxin.operations.tests.conftest import ENTERPRISES, PARKS, PEOPLE, PROPOSALS
from jiangxin.organisations.models import (
    Affiliation,
    Enterprise,
    Headcount,
    Office,
    Organisation,
    Park,
    Placement,
    Tenancy,
)
from jiangxin.people.models import Employment, Person
from jiangxin.programmes.models import Journey, Participation, Route, Status
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.models.proposal import words_of

Tier = Organisation.Tier


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_as_many_as_asked(city):
    assert Person.objects.count() == PEOPLE
    assert Enterprise.objects.count() == ENTERPRISES
    assert Park.objects.count() == PARKS
    assert Proposal.objects.count() == Journey.objects.count() == PROPOSALS
    tiers = Counter(Organisation.objects.values_list("tier", flat=True))
    own = tiers.pop(Tier.ENTERPRISE)
    assert tiers == {Tier.FEDERATION: 1, Tier.BUREAU: 66, Tier.TOWN: 200, Tier.PARK: PARKS}
    assert 0.4 * ENTERPRISES < own < 0.9 * ENTERPRISES
    public = Enterprise.objects.filter(ownership=Enterprise.Ownership.PUBLIC).count()
    assert round(100 * public / ENTERPRISES) == 12
    assert any(f"职工 {PEOPLE:,} 行" in line for line in city.said)


def test_sizes_have_a_long_tail(city):
    today = Employment.objects.today().values_list("enterprise", flat=True)
    sizes = sorted(Counter(today).values())
    assert len(sizes) == ENTERPRISES
    assert sizes[-1] > 5 * sizes[ENTERPRISES // 2] > 5 * sizes[0] > 0


def test_every_foreign_key_leads_somewhere(city):
    for model in city.written:
        for field in model._meta.concrete_fields:
            if field.is_relation:
                table, other = model._meta.db_table, field.related_model._meta.db_table
                lost = f"""SELECT count(*) FROM {table} a LEFT JOIN {other} b
                    ON a.{field.column} = b.id
                    WHERE a.{field.column} IS NOT NULL AND b.id IS NULL"""
                assert ask(lost) == [(0,)], field
    assert ask("SELECT conname FROM pg_constraint WHERE NOT convalidated") == []


def exclusions():
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, ExclusionConstraint):
                names = [expression.name for expression, _ in constraint.expressions[:-1]]
                yield model, [model._meta.get_field(name).column for name in names]


def test_nothing_dated_overlaps(city):
    asked = {model for model, _ in exclusions()}
    assert {Placement, Affiliation, Tenancy, Office} <= asked
    for model, columns in [*exclusions(), (Employment, ["person_id"])]:
        same = " AND ".join(f"a.{column} = b.{column}" for column in columns)
        table = model._meta.db_table
        pairs = f"""SELECT count(*) FROM {table} a JOIN {table} b ON a.id < b.id AND {same}
            AND daterange(a.since, a.until) && daterange(b.since, b.until)"""
        assert ask(pairs) == [(0,)], (model, columns)


def test_paths_are_those_of_todays_placements(city):
    above = dict(Placement.objects.on(clock.today()).values_list("organisation", "parent"))

    def path(key):
        return f"{path(above[key]) if key in above else '/'}{key}/"

    unions = list(Organisation.objects.all())
    assert len(above) == len(unions) - 1
    assert [u.path for u in unions] == [path(u.pk) for u in unions]
    assert [u.depth for u in unions] == [u.path.count("/") - 2 for u in unions]
    by_key = {u.pk: u for u in unions}
    for placement in Placement.objects.all():
        assert by_key[placement.parent_id].may_stand_over(by_key[placement.organisation_id].tier)


def test_every_number_checks_and_belongs_to_one_person(city):
    people = list(Person.objects.all())
    for person in people:
        number = IdNumber.parse(str(person.id_number))
        assert number.startswith("319900")  # no district
        assert (number.birth_on, number.sex) == (person.birth_on, person.sex)
        assert Phone.parse(str(person.phone)) == person.phone
    assert len({person.id_number for person in people}) == PEOPLE
    assert len({person.phone for person in people}) == PEOPLE
    for person in people[::50]:
        assert Person.objects.with_phone(person.phone).get() == person
        assert Person.objects.with_id_number(person.id_number).get() == person
    for code in Enterprise.objects.values_list("credit_code", flat=True):
        assert CreditCode.parse(code) == code


def test_union_and_park_of_each_enterprise(city):
    today, ways = clock.today(), Counter()
    for firm in Enterprise.objects.all():
        stays = [t.park for t in firm.tenancies.all() if t.is_valid_on(today)]
        covers = [a.organisation for a in firm.affiliations.all() if a.is_valid_on(today)]
        assert firm.park() == (stays[0] if stays else None)
        if covers:
            assert firm.union() == covers[0]
            joint = covers[0].affiliations.today().of_enterprises().count() > 1
            way = covers[0].tier if covers[0].tier == Tier.PARK else ("joint" if joint else "own")
        else:
            assert firm.union() == (stays[0].union() if stays else None)
            way = "territory" if stays else "nobody"
        ways[way] += 1
    assert all(ways[way] for way in ("own", "joint", Tier.PARK, "territory", "nobody")), ways


def test_every_union_has_a_steward_with_an_account(city):
    unions = Organisation.objects.count()
    stewards = Office.objects.today().filter(role=Office.Role.STEWARD, enterprise=None)
    assert stewards.values("organisation").distinct().count() == stewards.count() == unions
    assert Person.objects.filter(user__in=stewards.values("user")).count() == unions
    for office in stewards.filter(organisation__tier=Tier.ENTERPRISE):
        employer = Person.objects.get(user=office.user).employment().enterprise
        assert employer.affiliations.filter(organisation=office.organisation).exists()
    assert all(not user.has_usable_password() for user in User.objects.all()[:20])


def test_people_and_enterprises_have_histories(city):
    today = clock.today()
    jobs = Counter(Employment.objects.values_list("person", flat=True))
    here = set(Employment.objects.on(today).values_list("person", flat=True))
    officers = 1 + 66 + 200 + PARKS
    workers = PEOPLE - officers
    assert 0.10 < sum(n > 1 for n in jobs.values()) / workers < 0.20
    assert 0.02 < (len(jobs) - len(here)) / workers < 0.04
    for kind in (Tenancy, Placement, Affiliation):
        assert kind.objects.exclude(until=None).exists(), kind
    moved = Tenancy.objects.exclude(until=None).exclude(until__gt=today).first()
    assert moved.enterprise.park(moved.last_on) == moved.park != moved.enterprise.park()


def test_headcounts_over_three_years(city):
    filed = Headcount.objects.all()
    days = sorted(set(filed.values_list("as_of", flat=True)))
    assert len(days) == 6
    assert days[-1] - days[0] > timedelta(days=850)
    last = filed.filter(as_of=days[-1]).select_related("enterprise").first()
    now = Employment.objects.today().filter(enterprise=last.enterprise).count()
    assert last.workers == now
    assert Person.objects.filter(user__in=filed.values("filed_by")).exists()


def test_a_second_run_is_refused_with_a_sentence(sealed_off):
    before = Person.objects.count()
    with pytest.raises(CommandError, match="只能填进空的登记册"):
        call_command("populate", people=3_000)
    assert Person.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "counts", [{"people": 300}, {"people": 9_000_000}, {"enterprises": 0}, {"enterprises": 100_000}]
)
def test_a_city_that_cannot_be_is_refused(counts):
    asked = {"people": PEOPLE, "enterprises": 60, "parks": 1, "proposals": 0} | counts
    with transaction.atomic(), pytest.raises(Refusal, match="没有写入任何数据"):
        City(say=str, **asked).build()


def test_journeys_are_what_the_verbs_would_have_made(city):
    seen = Counter()
    for proposal in Proposal.objects.select_related("journey__stage", "journey__keeper"):
        journey, author = proposal.journey, proposal.author
        seen[journey.status] += 1
        assert set(proposal.words) == set(words_of(proposal.title, proposal.answers))
        assert journey.path == proposal.get_absolute_url()
        assert journey.title == proposal.title
        assert author.user_id == journey.started_by_id in journey.barred
        trail = list(journey.trail())
        assert [t.details["move"] for t in trail] == list(range(1, journey.moves + 1))
        assert [t.happened_at for t in trail] == sorted(t.happened_at for t in trail)
        if journey.submitted_at:
            on = clock.day_of(journey.submitted_at)
            assert author.employments.on(on).get().enterprise == proposal.enterprise
            assert proposal.enterprise.park(on) == proposal.park
            assert proposal.enterprise.union(on) == journey.origin
            assert trail[-1].happened_at == journey.arrived_at
    assert seen.keys() >= set(Status) - {Status.RESERVED, Status.NOTED, Status.MERGED}


def test_gates_are_those_that_the_road_would_choose(city):
    young = Journey.objects.under_way().filter(moves=1)
    assert young.exists()
    for journey in young.select_related("origin", "park_union", "stage", "programme"):
        road = Route(journey.origin, journey.park_union, journey.barred)
        gate = next(road.ahead(journey.road.gates))
        assert (journey.stage, journey.keeper) == (gate.stage, gate.union)
        assert [(seat.keeper, seat.union) for seat in journey.seats.open()] == gate.seats


def test_a_desk_can_go_on_with_what_lies_on_it(sealed_off):
    journey = Journey.objects.under_way().exclude(keeper__tier=Tier.FEDERATION).first()
    (steward,) = journey.keepers()
    assert journey in Journey.objects.waiting_for(steward)
    proposal = Proposal.objects.get(journey=journey)
    proposal.pass_on(by=steward, remark="同意")
    assert proposal.journey.trail().last().verb == "通过"


def test_participations_are_of_the_day_and_cancelled_by_withdrawal(city):
    counted = Participation.objects.filter(cancels=None)
    for row in counted.select_related("journey", "person", "park", "enterprise"):
        on = clock.day_of(row.journey.submitted_at)
        assert (row.on, row.act) == (on, f"journey:{row.journey.pk}")
        assert row.lineage == lineage_on(row.organisation, on)
        assert row.person.user_id in row.journey.barred
        private = row.enterprise.ownership == Enterprise.Ownership.NON_PUBLIC
        assert row.is_in_plan == bool(private and row.park and row.park.enrolled_on <= on)
    withdrawn = Journey.objects.filter(status=Status.WITHDRAWN)
    assert withdrawn.exists()
    assert not Participation.objects.standing().filter(journey__in=withdrawn).exists()
    assert Participation.objects.standing().people() > 0


def lineage_on(union, day):
    above = union.parent(day)
    return [*(lineage_on(above, day) if above else []), union.pk]


def test_search_finds_what_was_written(city):
    found = Proposal.objects.matching("夹具")
    assert 0 < found.count() < PROPOSALS
    assert all("夹具" in proposal.text for proposal in found)


@pytest.mark.django_db(transaction=True)
def test_the_command_says_how_far_it_is(capsys):
    call_command("populate", people=700, enterprises=60, parks=4, seed=3)
    said = capsys.readouterr().out
    assert "职工 700 行" in said
    chief = Office.objects.get(organisation__tier=Tier.FEDERATION)
    assert str(Person.objects.get(user=chief.user).phone) in said


def test_every_trace_has_the_digest_of_its_words(city):
    traces = list(Trace.objects.select_related("about_kind").order_by("id")[:500])
    assert len(traces) > 100
    for trace in traces:
        assert digest_of(bytes(trace.salt), trace.words) == bytes(trace.digest)
