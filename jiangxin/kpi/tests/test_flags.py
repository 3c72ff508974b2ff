"""疑点: found by night, once; they change no figure; judged once, by who had no hand in it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.kpi import rounds
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.flag_permits import FlagPermits
from jiangxin.kpi.flags import screening
from jiangxin.kpi.flags.sequences import longest_run, thick
from jiangxin.kpi.flags.telling import tell_auditors
from jiangxin.kpi.models import Doubt, Finding, Flag, Screening
from jiangxin.kpi.period import Period, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import auditor, count_all, flagged
from jiangxin.kpi.tests.test_pages import propose
from jiangxin.lib import clock
from jiangxin.lib.numbers import IdNumber
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Organisation
from jiangxin.people.models import Person
from tests.cast import LONG_AGO, Tier, id_number

ENOUGH = 600  # seconds


@pytest.fixture
def ghosts(cast, programme):
    """Four in 精工公司 who took part, and of whom the register knows a name only."""
    found = []
    for n in range(4):
        person = Person.enrol(f"影子{n}", enterprise=cast.jinggong, since=LONG_AGO)
        person.account()
        propose(person, programme, f"建议{n}")
        found.append(person)
    return found


def told(place):
    """What every figure of a place says."""
    figures = figures_of(place, Period.this_year()).values()
    return [(one.code, one.words, one.numerator, one.denominator, one.notes) for one in figures]


def search():
    assert screening.catch_up(ENOUGH)


def test_a_flag_says_why_with_figures_and_changes_none(cast, ghosts):
    count_all()
    places = [Place(cast.city), Place(cast.park), Place(cast.jinggong)]
    before = [told(place) for place in places]
    search()
    flag = Flag.objects.get()
    assert (flag.doubt, flag.enterprise, flag.touched) == (Doubt.GHOST, cast.jinggong, 4)
    assert "4 人没有证件号" in flag.reason
    flag.judge(Finding.TRUE, by=auditor(cast.bureau, by=cast.zhou), remark="厂里查无此人")
    count_all()
    assert [told(place) for place in places] == before


def test_a_search_finds_the_same_once_however_often_it_runs_and_where_it_was_stopped(cast, ghosts):
    tonight, month = clock.today(), month_of(clock.today())
    Screening.objects.create(month=month, night=tonight)
    assert screening.one_batch(month, tonight, units=1)  # and then its worker died
    assert Screening.objects.get(month=month).reached == cast.jinggong.pk
    search()
    search()
    assert Flag.objects.count() == 1
    with clock.shifted(timedelta(days=1)):
        search()
    assert Flag.objects.count() == 1


def test_a_search_that_has_no_time_goes_on_later(ghosts):
    assert not screening.catch_up(0, units=1)
    search()
    assert Flag.objects.count() == 1


def test_who_may_judge_is_told_in_the_morning_once(cast, ghosts):
    """Nobody else is, and nobody in whose reach nothing is new."""
    above = auditor(cast.bureau, by=cast.zhou)
    city = auditor(cast.city, by=cast.zhou, name="孙经审")
    other = Organisation.found("西岭区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou)
    auditor(other, by=cast.zhou, name="别处经审")
    rounds.look_for_doubts()
    rounds.look_for_doubts()
    told = Notification.objects.filter(path=reverse("kpi:flags"))
    assert {one.user for one in told} == {above, city}
    assert {one.title for one in told} == {"昨夜新查出 1 条疑点"}
    with clock.shifted(timedelta(days=1)):
        rounds.look_for_doubts()  # the same is no news
    assert told.count() == 2


def test_nobody_is_told_of_half_a_night(cast, ghosts):
    user, tonight = auditor(cast.bureau, by=cast.zhou), clock.today()
    search()
    Screening.objects.filter(month=month_of(tonight)).update(ended_at=None)
    tell_auditors(tonight)
    assert not Notification.objects.of(user).exists()
    Screening.objects.update(ended_at=clock.now())
    tell_auditors(tonight)
    assert Notification.objects.of(user).count() == 1


def test_what_was_mended_is_doubted_no_more_and_what_was_judged_stays(cast, ghosts):
    search()
    for n, person in enumerate(ghosts):
        person.take_phone(f"1390000{n:04d}", by=cast.zhao, reason="补登")
    with clock.shifted(timedelta(days=1)):
        search()
        flag = Flag.objects.get()
        assert flag.faded_at
        assert not Flag.objects.open().exists()
        for person in ghosts:
            person.refresh_from_db()
            person.give_up_phone(by=cast.zhao, reason="停机")
    with clock.shifted(timedelta(days=2)):
        search()
    flag.refresh_from_db()
    assert flag.faded_at is None
    flag.judge(Finding.FALSE, by=auditor(cast.bureau, by=cast.zhou), remark="核对了工资单")
    reason = flag.reason
    Person.enrol("影子9", enterprise=cast.jinggong, since=LONG_AGO).account()
    with clock.shifted(timedelta(days=3)):
        search()
    flag.refresh_from_db()
    assert (flag.finding, flag.reason) == (Finding.FALSE, reason)


def test_numbers_are_opened_only_where_births_lie_thick_and_nothing_of_them_stays(cast, programme):
    for n in range(5):
        number = id_number(100 + n, born="19900505")
        person = Person.enrol(f"连号{n}", enterprise=cast.jinggong, since=LONG_AGO,
                              id_number=number)  # fmt: skip
        person.account()
        propose(person, programme, f"建议{n}")
    propose(cast.chen, programme)
    search()
    flag = Flag.objects.get(doubt=Doubt.SEQUENCE)
    assert flag.touched == 5
    traces = Trace.objects.filter(verb="比对证件号")
    assert [trace.details["opened"] for trace in traces] == [5]  # not that of 陈师傅
    said = str(list(Flag.objects.values())) + str(list(traces.values("title", "details")))
    assert "19900505" not in said
    assert "310101" not in said


def test_a_run_of_numbers_goes_up_by_equal_steps():
    def number(day, order):
        return IdNumber.with_check(f"310101{day:%Y%m%d}{order:03d}")

    born = date(1990, 1, 28)
    made_up = {n: number(born + timedelta(days=2 * n), 10 + 3 * n) for n in range(6)}
    assert longest_run(made_up) == list(range(6))
    honest = {n: number(born + timedelta(days=2 * n), order) for n, order in
              enumerate([11, 502, 37, 940])}  # fmt: skip
    assert len(longest_run(honest)) == 2
    days = [(born, "a"), (born, "b"), (born + timedelta(days=40), "c")]
    assert thick(days, 2, 31) == {"a", "b"}
    assert thick(days, 3, 31) == set()


def test_one_verdict_and_the_second_is_told(cast):
    flag = flagged(cast.jinggong, Doubt.GHOST)
    one, other = (
        auditor(u, by=cast.zhou, name=n) for u, n in ((cast.bureau, "钱"), (cast.city, "孔"))
    )
    flag.judge(Finding.UNSURE, by=one, remark="明天去厂里看")
    with pytest.raises(OutOfStep, match="刚才别人"):
        flag.judge(Finding.TRUE, by=other, remark="像是编的")
    flag.judge(Finding.TRUE, by=other, remark="厂里查无此人", seen=Finding.UNSURE)
    with pytest.raises(OutOfStep, match="已经认定过"):
        flag.judge(Finding.FALSE, by=one, remark="不是", seen=Finding.TRUE)
    flag.refresh_from_db()
    assert (flag.finding, flag.judged_by) == (Finding.TRUE, other)
    assert [t.by for t in Trace.objects.filter(verb="认定疑点").order_by("id")] == [one, other]


def test_who_may_judge(cast):
    """经审 above the unit; not its own, not an officer of another kind, not who had a hand."""
    flag = flagged(cast.jinggong, Doubt.PAPER, barred=[])
    above, own = auditor(cast.bureau, by=cast.zhou), auditor(cast.jinggong_union, by=cast.zhou)
    may = {name: FlagPermits(user, flag).judge() for name, user in
           {"above": above, "own": own, "zhao": cast.zhao, "zhou": cast.zhou}.items()}  # fmt: skip
    assert may == {"above": True, "own": False, "zhao": False, "zhou": False}
    flag.barred = [above.pk]
    assert not FlagPermits(above, flag).judge()
    with pytest.raises(Refusal, match="别的经审"):
        flag.judge(Finding.FALSE, by=above, remark="没有问题")


def test_the_unit_explains_once(cast):
    flag = flagged(cast.jinggong, Doubt.GHOST)
    assert FlagPermits(cast.zhao, flag).explain()
    assert not FlagPermits(cast.li, flag).explain()
    flag.explain("新来的，名册还没补全", by=cast.zhao)
    with pytest.raises(OutOfStep):
        flag.explain("再说一遍", by=cast.zhao)


def test_clean_units_are_drawn_by_a_seed_that_stays_in_the_row(cast, programme):
    propose(cast.zhang, programme)
    propose(cast.chen, programme)
    month = month_of(clock.today())
    search()
    assert Screening.objects.get(month=month).drawn is None  # the month is not over
    with clock.shifted(timedelta(days=40)):
        search()
        search()
    row = Flag.objects.get(doubt=Doubt.SAMPLE)
    told = Screening.objects.get(month=month)
    assert (told.clean, told.drawn, row.month) == (2, 1, month)
    keys = sorted([cast.jinggong.pk, cast.hengli.pk])
    assert screening.lots(keys, row.seed) == [row.enterprise_id]
