"""What was reckoned is remembered while all it stands on is as it was, and no moment longer."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from jiangxin.kpi.counting import CACHE, Cache
from jiangxin.kpi.editions import STOOD_ON, edition
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Definition
from jiangxin.kpi.park_lines import park_lines
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.tests.aids import count_new
from jiangxin.kpi.tests.test_pages import propose
from jiangxin.lib import clock
from jiangxin.lib.looking import looking
from jiangxin.organisations.models import Enterprise, Headcount, Park, Tenancy
from tests.cast import LONG_AGO

pytestmark = pytest.mark.django_db(transaction=True)


def rate(place):
    return figures_of(Place(place), Period.this_year(), {"worker_rate"})["worker_rate"]


def file(cast, workers, day=None):
    day = day or clock.today()
    return Headcount.file(cast.jinggong, by=cast.zhao, as_of=day, workers=workers)


@pytest.fixture
def counted(cast, programme):
    CACHE.__init__()
    propose(cast.zhang, programme)
    file(cast, 10)
    count_new()
    return cast


def test_what_is_as_it_was_is_not_reckoned_again(counted, django_assert_num_queries):
    """The day, the watermark, closings twice, definitions, 自报, and which edition it is."""
    first = rate(counted.city)
    assert first.words == "10.0 %"
    with looking(), django_assert_num_queries(7):
        assert rate(counted.city) == first
    CACHE.__init__()  # the control
    control = pytest.raises(pytest.fail.Exception, match="Expected to perform 7 queries")
    with control, looking(), django_assert_num_queries(7):
        rate(counted.city)


def test_a_headcount_shows_at_once(counted):
    assert rate(counted.city).value == 10
    file(counted, 5)  # the same day again: the row is replaced
    assert rate(counted.city).value == 20
    file(counted, 4, clock.today() - timedelta(days=1))  # an older one changes nothing
    assert rate(counted.city).value == 20
    Enterprise.objects.filter(pk=counted.jinggong.pk).update(closed_on=clock.today())
    assert rate(counted.city).value is None


def test_the_parks_below_are_remembered_and_follow_at_once(counted):
    year = Period.this_year()
    lines = {one.park: one for one in park_lines(Reading(Place(counted.city), year))}
    assert lines[counted.park].workers == 10
    Tenancy.objects.filter(enterprise=counted.jinggong).update(until=clock.today())
    lines = {one.park: one for one in park_lines(Reading(Place(counted.city), year))}
    assert lines[counted.park].workers == 0
    Park.open("新园", Park.Kind.STARTUP, "浦江区", by=counted.zhou)
    assert len(park_lines(Reading(Place(counted.city), year))) == len(lines) + 1


def test_another_definition_shows_at_once(counted):
    assert rate(counted.city).definition.sentence != "另一句"
    rows = Definition.objects.filter(indicator__code="worker_rate")
    rows.update(sentence="另一句", kinds=[])
    assert rate(counted.city).definition.sentence == "另一句"
    assert rate(counted.city).value == 0


def test_the_hour_until_which_acts_are_counted_goes_on(counted):
    before = rate(counted.city)
    line = park_lines(Reading(Place(counted.city), Period.this_year()))[0]
    count_new()
    assert rate(counted.city).as_of > before.as_of
    again = park_lines(Reading(Place(counted.city), Period.this_year()))[0]
    assert again.rate.as_of > line.rate.as_of


def test_who_writes_sees_what_they_wrote(counted):
    """And leaves nothing behind for the others, should it come to nothing."""
    assert rate(counted.city).value == 10
    with transaction.atomic():
        file(counted, 5)
        assert edition() is None
        assert rate(counted.city).value == 20
        file(counted, 2)  # in the same transaction: no number tells it from the one before
        assert rate(counted.city).value == 50
        transaction.set_rollback(True)
    assert rate(counted.city).value == 10


def test_what_another_writes_shows_when_it_is_done(counted):
    """A transaction begun before, and ended after a figure was kept."""
    seen, begun, go_on = [], threading.Event(), threading.Event()

    def other():
        try:
            with transaction.atomic():
                file(counted, 5)
                begun.set()
                assert go_on.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert begun.wait(30)
    seen.append(rate(counted.city).value)
    go_on.set()
    thread.join(30)
    seen.append(rate(counted.city).value)
    assert seen == [10, 20]


@pytest.mark.parametrize("model", STOOD_ON, ids=lambda model: model.__name__)
def test_every_table_is_looked_at(counted, elsewhere, model):
    """Rewriting a row, or removing one that nothing points to, makes another edition."""
    before = edition()
    assert before == edition()
    row = model.objects.order_by("pk").first() or pytest.fail(f"no {model.__name__} to try")
    name = next(f.attname for f in model._meta.concrete_fields if not f.primary_key)
    model.objects.filter(pk=row.pk).update(**{name: getattr(row, name)})
    assert edition() != before


def test_every_table_a_figure_reads_is_looked_at(counted, django_assert_max_num_queries):
    """Or is counted with the acts, asked each time, or no part of what is remembered."""
    file(counted, 10, LONG_AGO)
    CACHE.__init__()
    with django_assert_max_num_queries(200) as asked:
        figures_of(Place(counted.city), Period.this_year())
        figures_of(Place(counted.city, in_plan=True), Period.this_year())
        figures_of(Place(counted.bureau), Period.year(clock.today().year - 1))
        park_lines(Reading(Place(counted.city), Period.this_year()))
    queries = [q["sql"] for q in asked.captured_queries if "xmin" not in q["sql"]]
    tables = set(connection.introspection.table_names())
    read = tables & set(re.findall(r"\w+", " ".join(queries)))
    with_the_acts = {"programmes_participation", "people_person", "kpi_tally", "kpi_result",
                     "kpi_watermark", "kpi_knownself"}  # fmt: skip
    each_time = {"kpi_closedmonth", "kpi_closing", "kpi_closedfigure", "kpi_declaration"}
    looked_at = {model._meta.db_table for model in STOOD_ON}
    assert looked_at <= read
    assert read - looked_at - with_the_acts - each_time == set()


def test_a_cache_keeps_one_version_and_no_more_than_it_may(settings):
    settings.KPI_CACHE_MB = 1
    cache = Cache()
    assert cache.get(1, "a", lambda: ("old",)) == ("old",)
    assert cache.get(1, "a", lambda: ("new",)) == ("old",)
    assert cache.get(2, "a", lambda: ("new",)) == ("new",)
    size = cache.size
    assert not cache.holds(1, "a")
    cache.get(3, "a", lambda: ("newer",))
    assert cache.size == size
    for n in range(500):
        cache.get(3, n, lambda: ("one more",))
    assert cache.size <= 1 << 20
    assert not cache.holds(3, "a")


def test_months_that_begin_are_another_answer(counted):
    """The same period on a later day is reckoned as of that day."""
    period = Period(month_of(clock.today()), later_by(month_of(clock.today()), 2))
    file(counted, 5)
    assert figures_of(Place(counted.city), period, {"worker_rate"})["worker_rate"].value == 20
    Headcount.objects.filter(as_of=clock.today()).update(as_of=clock.today() + timedelta(days=40))
    assert figures_of(Place(counted.city), period, {"worker_rate"})["worker_rate"].value is None
    with clock.shifted(timedelta(days=45)):
        assert figures_of(Place(counted.city), period, {"worker_rate"})["worker_rate"].value == 20
