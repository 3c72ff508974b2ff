"""The few figures that stand on the register's pages: those of kpi, this year's."""

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading

CODES = ("people", "acts", "worker_rate")


def this_year_of(thing):
    """The Reading of a union, park or enterprise."""
    return Reading(Place(thing), Period.this_year())


def figured(reading):
    """What the page of a union, park or enterprise shows of them, out of a Reading of this year."""
    place, period = reading.place, reading.period
    figures = figures_of(place, period, CODES, reading).values()
    return {"figures": figures, "place": place, "period": period}
