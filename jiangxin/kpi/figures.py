"""The figures of a place over a period. All that shows a figure takes it here.

So pages, workbooks, papers and the interface agree digit for digit: of a closed period they have
what was closed, of any other what is reckoned now.
"""

from dataclasses import replace

from jiangxin.kpi.closed import late
from jiangxin.kpi.figure import Figure, reckoned, wanted
from jiangxin.kpi.models import ClosedFigure, Declaration, Definition
from jiangxin.kpi.reckoning import DECLARED, Reading


def figures_of(place, period, codes=None, reading=None):
    """{code: Figure}; of `codes` only, where they are given.

    `reading`: what is already known of them, where a page asks for more than their figures.
    """
    closed, reading = ClosedFigure.of(place, period), reading or Reading(place, period)
    found = opened(closed, codes) if closed else reckoned(reading, codes)
    words = corrections(place, period, reading.counting.closed)
    if not words:
        return found
    corrected = {code: one for code, one in found.items() if code in DECLARED}
    return found | {code: replace(one, notes=one.notes + words) for code, one in corrected.items()}


def figures_of_all(readings, codes):
    """[{code: Figure}] of readings of one kind, scope and period; without the lines of what came
    late, which stand on each place's own page."""
    closed = ClosedFigure.of_all([one.place for one in readings], readings[0].period)
    return [
        opened(closed[one.place.thing.pk], codes)
        if one.place.thing.pk in closed
        else reckoned(one, codes)
        for one in readings
    ]


def opened(closed, codes):
    """In the order of the indicators: JSON in the database has none."""
    versions = Definition.versions()
    definitions = {one.pk: one for known in versions.values() for one in known}
    return {
        code: Figure.opened(told, definitions[told["definition"]], closed.closing)
        for code in versions
        if wanted(code, codes) and (told := closed.figures.get(code))
    }


def corrections(place, period, closed):
    """更正: what came after a closing, as named lines: no closed figure changes."""
    if not closed:
        return ()
    declared = Declaration.objects.about(place).late(period, closed).count()
    told = f"封账后补报或撤回自报 {declared:,} 份，另列在此，不改封账的数" if declared else ""
    return tuple(filter(None, (late(place, period, closed).words, told)))
