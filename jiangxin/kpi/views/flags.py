"""疑点: the list for the audit office, one flag with its evidence, the rules, and of a place."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.flag_forms import SHOWN, AnswerForm, FindingForm, FlagFilterForm
from jiangxin.kpi.flag_permits import FlagPermits
from jiangxin.kpi.flags.rules import NO_SOURCE, RULES
from jiangxin.kpi.forms import periods
from jiangxin.kpi.models import Doubt, Finding, Flag, PlanPeriod, Screening
from jiangxin.kpi.views import find
from jiangxin.lib.permits import require
from jiangxin.people.models import Person
from jiangxin.proposals.models import Proposal
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

FEW = 50  # rows of evidence on one page
BY_PEOPLE = ("-touched", "-id")


@require_safe
def flags(request):
    """?doubt=ghost&shown=open: the most people first."""
    find.for_officers(request)
    doubt, shown = FlagFilterForm(request.GET).asked()
    rows = Flag.objects.visible_to(request.user).shown(shown).of(doubt)
    context = {"rows": window(request, rows.for_list(), BY_PEOPLE), "doubt": doubt, "shown": shown}
    context |= {"doubts": Doubt.choices, "showns": SHOWN, "last": Screening.last_ended()}
    return page(request, "kpi/flags.html", context)


@require_safe
def rules(request):
    """Each rule, its bars, and how often it was right, of what the reader may see."""
    find.for_officers(request)
    tally = Flag.objects.visible_to(request.user).tally()
    rows = [rule_of(doubt, *tally.get(doubt, (0, 0, 0))) for doubt in Doubt]
    return page(request, "kpi/flag_rules.html", {"rows": rows, "no_source": NO_SOURCE})


def rule_of(doubt, found, settled, true):
    share = round(100 * true / settled) if settled else None
    told = {"found": found, "settled": settled, "true": true, "share": share}
    is_lot = doubt == Doubt.SAMPLE
    return {"doubt": doubt, "rule": RULES[doubt], "is_lot": is_lot, **told}


@require_safe
def flag(request, pk):
    return shown_with(request, found(request, pk))


@require_POST
def verdict(request, pk):
    flag = found(request, pk)
    require(FlagPermits(request.user, flag).judge())
    form = FindingForm(request.POST)
    if not form.is_valid():
        return shown_with(request, flag, finding=form)
    flag.judge(by=request.user, **form.cleaned_data)
    messages.success(request, f"已认定：{Finding(form.cleaned_data['finding']).label}")
    return redirect("kpi:flags")


@require_POST
def answer(request, pk):
    flag = found(request, pk)
    require(FlagPermits(request.user, flag).explain())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return shown_with(request, flag, answer=form)
    flag.explain(by=request.user, **form.cleaned_data)
    messages.success(request, "说明已记下，经审认定时会看到")
    return redirect(flag)


def found(request, pk):
    rows = Flag.objects.visible_to(request.user)
    rows = rows.select_related("enterprise", "judged_by", "answered_by")
    return get_object_or_404(rows, pk=pk)


def shown_with(request, flag, *, finding=None, answer=None):
    """The flag, its evidence, and the forms of what the reader may do."""
    people = Person.objects.visible_to(request.user).filter(pk__in=flag.people).order_by("id")
    proposals = Proposal.objects.led_by(request.user).filter(pk__in=flag.proposals).order_by("id")
    errors = (finding or answer) is not None
    context = {
        "flag": flag,
        "rule": RULES[flag.doubt],
        "no_source": NO_SOURCE,
        "people": people[:FEW],
        "proposals": proposals[:FEW],
        "may": FlagPermits(request.user, flag),
        "finding": finding or FindingForm(initial={"seen": flag.finding}),
        "answer": answer or AnswerForm(),
    }
    return page(request, "kpi/flag.html", context, status=422 if errors else 200)


@require_safe
def place(request, kind, pk):
    """?period=2026: the flags about units here, and how many of its people they name."""
    place, period = find.place(request, kind, pk), find.period(request)
    here = Flag.objects.visible_to(request.user).over(period)
    here = here.about(place.enterprises(period.ends_on)).standing()
    people, doubted = figures_of(place, period, {"people"})["people"], len(here.people_in_doubt())
    context = {
        "place": place,
        "period": period,
        "periods": periods(PlanPeriod.objects.current()),
        "people": people,
        "doubted": doubted,
        "share": round(100 * doubted / people.value) if people.value else None,
        "rows": window(request, here.for_list(), BY_PEOPLE),
    }
    return page(request, "kpi/place_flags.html", context)
