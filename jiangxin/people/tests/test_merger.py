"""并档: two records that are one person."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Office
from jiangxin.people.models import Employment, FormerName, Merger, Person
from jiangxin.people.sign_in import SignInAdapter
from tests.cast import LONG_AGO, phone

REASON = "同一手机号，已和本人核对"


def merge(kept, absorbed, by, chosen=()):
    merger = Merger.make(kept, absorbed, by=by, reason=REASON, chosen=chosen)
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    return merger


def twin(cast, enterprise=None, name="张师傅", **facts):
    """A second record, without an ID number, of one who may be 张师傅."""
    facts.setdefault("since", LONG_AGO)
    return Person.enrol(name, enterprise=enterprise, phone=phone(1), **facts)


def register():
    """Everything that a merger may touch, as plain rows."""
    people = Person.objects.order_by("pk").values_list(
        "pk", "name", "phone_fingerprint", "id_fingerprint", "birth_on", "merged_into", "user"
    )
    jobs = Employment.objects.order_by("pk")
    # A dropped employment comes back under its own key.
    told = jobs.values_list("pk", "person", "enterprise", "since", "until", "post")
    names = FormerName.objects.order_by("pk").values_list("person", "name")
    active = Person.objects.exclude(user=None).order_by("pk").values_list("pk", "user__is_active")
    return [list(rows) for rows in (people, told, names, active)]


def test_the_absorbed_one_counts_as_the_kept_one(cast):
    other = twin(cast)
    merge(cast.zhang, other, cast.zhao)
    assert other.survivor == cast.zhang.pk == cast.zhang.survivor
    assert {row["pk"] for row in other.selves()} == {cast.zhang.pk, other.pk}
    assert other.get_absolute_url() == cast.zhang.get_absolute_url()
    assert set(Person.objects.of_user(cast.zhang.user)) == {cast.zhang, other}
    assert other not in Person.objects.live()
    assert other not in Person.objects.visible_to(cast.zhou)
    assert other not in Person.objects.led_by(cast.zhou)


def test_no_chains(cast):
    first, second = twin(cast), twin(cast)
    merge(first, second, cast.zhao)
    merge(cast.zhang, first, cast.zhao)
    second.refresh_from_db()
    assert second.merged_into == cast.zhang
    assert set(Person.objects.of_user(cast.zhang.user)) == {cast.zhang, first, second}


def test_histories_stay_and_what_runs_goes_over(cast):
    before, day = twin(cast, cast.hengli), clock.today()
    before.employments.update(until=day - timedelta(days=9))
    nobody = twin(cast)
    merge(nobody, before, cast.zhou)
    assert nobody.employment(on=LONG_AGO).enterprise == cast.hengli
    assert nobody.employment() is None
    other = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    merge(nobody, other, cast.zhou)
    assert nobody.employment().enterprise == cast.jinggong
    assert other.employments.count() == 0
    assert before.employments.count() == 1


@pytest.mark.parametrize("since", [LONG_AGO, None])
def test_of_two_employments_at_one_enterprise_one_ends(cast, since):
    other = twin(cast, cast.jinggong, since=since or clock.today())
    merge(cast.zhang, other, cast.zhao)
    (job,) = Employment.objects.today().filter(person__in=cast.zhang.selves())
    assert job.person == cast.zhang
    assert not other.employments.filter(until=None).exists()


def test_what_only_the_other_knew_is_taken_over(cast):
    bare = Person.enrol("张师父", enterprise=None)
    number = str(cast.zhang.id_number)
    merge(bare, cast.zhang, cast.zhou)
    assert Person.objects.with_id_number(number).get() == bare
    assert bare.id_number == number
    assert bare.phone == phone(1)
    assert bare.birth_on == cast.zhang.birth_on
    assert bare.user is not None
    assert cast.zhang.user is None


def test_of_differing_facts_the_chosen_one_stays_and_both_names_are_found(cast):
    other = Person.enrol("张大师", enterprise=None, phone="13911112222", education="大专")
    merge(cast.zhang, other, cast.zhou, chosen=["phone", "name"])
    assert (cast.zhang.name, cast.zhang.initials) == ("张大师", "zds")
    assert cast.zhang.phone == "13911112222"
    assert cast.zhang.education == "大专"
    assert cast.zhang.former_names.get().name == "张师傅"
    assert cast.zhang in Person.objects.with_tail("2222")


def test_one_account_closes_and_its_sessions_are_dead(cast, client, sign_in):
    other = twin(cast)
    other.account()
    client.force_login(other.user)
    assert client.get("/me/").status_code == 200
    merge(cast.zhang, other, cast.zhao)
    assert client.get("/me/").status_code == 302
    assert SignInAdapter().people_with(phone(1)) == [cast.zhang]


def test_the_session_of_the_one_that_is_kept_lives_on(cast, client):
    other = twin(cast)
    other.account()
    client.force_login(cast.zhang.user)
    merge(cast.zhang, other, cast.zhao)
    assert client.get("/me/").status_code == 200


def test_an_account_that_goes_over_stays_signed_in(cast, client):
    other = twin(cast)
    client.force_login(cast.zhang.user)
    merge(other, cast.zhang, cast.zhao)
    assert client.get("/me/").status_code == 200
    assert other.user is not None


def test_both_leave_a_trace(cast):
    other = twin(cast)
    merge(cast.zhang, other, cast.zhao)
    for person in (cast.zhang, other):
        trace = Trace.objects.about(person).get()
        assert (trace.verb, trace.by, trace.details["reason"]) == ("并档", cast.zhao, REASON)


def himself(cast):
    return cast.zhang, cast.zhang


def two_numbers(cast):
    return cast.zhang, cast.liu


def two_places(cast):
    return cast.zhang, twin(cast, cast.hengli)


def an_officer(cast):
    other = twin(cast)
    Office.grant(other.account(), "finance", cast.jinggong, by=cast.zhou)
    return cast.zhang, other


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (himself, "并到自己"),
        (two_numbers, "证件号不同，是两个人"),
        (two_places, "分别在“恒力公司”和“精工公司”在册"),
        (an_officer, "还有任职"),
    ],
)
def test_who_cannot_become_one_gets_a_sentence_and_nothing_changes(cast, pair, words):
    kept, absorbed = pair(cast)
    before = register()
    with pytest.raises(Refusal, match=words):
        Merger.make(kept, absorbed, by=cast.zhou, reason=REASON)
    assert register() == before


def test_an_absorbed_one_is_absorbed_once(cast):
    other = twin(cast)
    merge(cast.zhang, other, cast.zhao)
    for pair in ((cast.zhang, other), (other, cast.liu), (cast.chen, other)):
        with pytest.raises(OutOfStep, match="刚刚有别人并过档"):
            Merger.make(*pair, by=cast.zhou, reason=REASON)


@pytest.mark.parametrize("kind", ["nowhere", "here", "today", "account", "follower"])
def test_taken_back_everything_is_as_before(cast, kind):
    here = {"here": LONG_AGO, "today": clock.today()}.get(kind)
    other = twin(cast, cast.jinggong if here else None, since=here or LONG_AGO, name="张大师")
    if kind == "account":
        other.account()
    if kind == "follower":
        merge(other, twin(cast), cast.zhao)
    before = register()
    merger = merge(cast.zhang, other, cast.zhao, chosen=["name"])
    assert register() != before
    merger.undo(by=cast.zhao)
    assert register() == before


def test_taken_back_when_the_kept_one_had_nothing(cast):
    bare = Person.enrol("张师父", enterprise=None)
    before = register()
    merge(bare, cast.zhang, cast.zhou).undo(by=cast.zhou)
    assert register() == before


def test_it_is_taken_back_once(cast):
    merger = merge(cast.zhang, twin(cast), cast.zhao)
    merger.undo(by=cast.zhao)
    with pytest.raises(OutOfStep, match="已经撤销"):
        merger.undo(by=cast.zhao)


def moved_on(cast, bare):
    Employment.objects.filter(person=bare).update(until=clock.today())


def other_phone(cast, bare):
    bare.take_phone("13922223333", by=cast.zhou, reason="换号")


def absorbed_too(cast, bare):
    merge(Person.enrol("张师父", enterprise=None), bare, cast.zhou)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (moved_on, "在职情况又有变动"),
        (other_phone, "手机号又有变动"),
        (absorbed_too, "先撤销那一次"),
    ],
)
def test_it_is_not_taken_back_when_something_stands_on_it(cast, event, words):
    bare = Person.enrol("张师父", enterprise=None)
    merger = merge(bare, cast.zhang, cast.zhou)
    event(cast, bare)
    before = register()
    with pytest.raises(Refusal, match=words):
        merger.undo(by=cast.zhou)
    assert register() == before


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "undo"]), st.integers(0, 4), st.integers(0, 4)),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_merged_and_undone_equals_a_replay(cast, steps):
    """A brute-force replay: sets of keys, joined and taken apart again."""
    people = [Person.enrol(f"甲{n}", enterprise=None) for n in range(5)]
    into, done = {}, []
    for verb, one, other in steps:
        if verb == "merge":
            allowed = one != other and one not in into and other not in into
            try:
                made = Merger.make(people[one], people[other], by=cast.zhou, reason=REASON)
            except Refusal:
                assert not allowed
                continue
            assert allowed
            done.append((made, dict(into)))
            into = {key: one if held == other else held for key, held in into.items()}
            into[other] = one
        elif done:
            made, before = done.pop()
            made.undo(by=cast.zhou)
            into = before
    for n, person in enumerate(people):
        person.refresh_from_db()
        assert person.survivor == people[into.get(n, n)].pk
    Person.objects.filter(pk__in=[p.pk for p in people]).update(merged_into=None)
