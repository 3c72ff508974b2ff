"""明细: a figure, row by row, as far as the reader's offices reach; and each row's evidence."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.forms import PersonForm
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.row_pages import SHOWN, known, total
from jiangxin.kpi.rows import LISTED, PLACES, Sort
from jiangxin.kpi.slices import slice_of
from jiangxin.kpi.views import find
from jiangxin.kpi.within_reach import below, within_reach
from jiangxin.people.models import Person
from jiangxin.proposals.models import Proposal
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

FEW = 10  # places of the level below, each with a figure of its own


@require_safe
def rows(request, kind, pk, code):
    """?part=…: one part of a figure, row by row; ?person=…: what one of its people did."""
    place, period = find.place(request, kind, pk), find.period(request)
    reading = Reading(place, period)
    figure = figures_of(place, period, {code}, reading).get(code)
    if figure is None:
        raise Http404
    parts = LISTED[code](reading, code)
    part = next((one for one in parts if one.name == request.GET.get("part")), parts[0])
    asked = urlencode({"period": period.written} | ({"scope": "plan"} if place.in_plan else {}))
    context = {"place": place, "period": period, "figure": figure, "part": part, "asked": asked}
    if person := PersonForm(request.GET).asked():
        return acts_of(request, context, person)
    context["parts"] = tabs(parts, part, asked)
    context |= listed(request, reading, part, code)
    return page(request, "kpi/rows.html", context)


def tabs(parts, part, asked):
    return [
        {
            "url": f"?{asked}&part={one.name}",
            "number": len(one.keys),
            "word": one.title,
            "current": one is part,
        }
        for one in parts
    ]


def listed(request, reading, part, code):
    """One page of the rows that the reader sees, and what stands for those beyond their reach."""
    seen = within_reach(request.user, part)
    shown = slice_of(request, seen)
    kind = PLACES.get(part.sort)
    led = find.openable(request.user, kind, shown.rows) if kind else ()
    shown.rows = SHOWN[part.sort](reading, part, shown.rows, code)
    hidden = len(part.keys) - len(seen)
    context = {"rows": shown, "led": led, "hidden": hidden}
    if hidden:
        context["lower"] = lower(request, reading, code)
        context["seen_fen"] = total(part, seen) if part.benefit else None
    return context


def lower(request, reading, code):
    """[(place, its figure, may the reader open it?)] of the level below: a page of a few."""
    kind, keys = below(reading, code)
    shown = slice_of(request, keys, FEW, name="below")
    led = find.openable(request.user, kind, shown.rows)
    things = known(find.SEEN[kind](request.user).model, shown.rows)
    places = [(key, Place(thing, reading.place.in_plan)) for key, thing in things]
    shown.rows = [
        (place, figures_of(place, reading.period, {code})[code], key in led)
        for key, place in places
    ]
    return shown


def acts_of(request, context, key):
    """What one of the people of a figure took part in; each act leads to its entry."""
    part = context["part"]
    one = replace(part, keys=part.keys & BitMap([key]))
    if part.sort != Sort.PEOPLE or not within_reach(request.user, one):
        raise Http404
    person = get_object_or_404(Person, pk=key)
    acts = part.acts.of_whom([key]).select_related("programme", "enterprise", "organisation")
    acts = window(request, acts, "-on")
    entries = Proposal.objects.filter(journey__in=[act.journey_id for act in acts])
    entries = entries.seen_one_by_one(request.user).select_related("journey")
    entries = {entry.journey_id: entry for entry in entries}
    for act in acts:
        act.entry = entries.get(act.journey_id)
    return page(request, "kpi/acts.html", context | {"person": person, "acts": acts})
