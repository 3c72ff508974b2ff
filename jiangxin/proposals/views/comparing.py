"""查重: over a call, pair by pair, and what a person says of each."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.addresses import key_in
from jiangxin.lib.permits import require
from jiangxin.lib.sameness import marked
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Programme
from jiangxin.programmes.permits import ProgrammePermits, unions_calling
from jiangxin.proposals.copy_forms import VerdictForm
from jiangxin.proposals.models import Comparison, Lookalike, PublishedPatent, Verdict
from jiangxin.proposals.permits import LookalikePermits
from jiangxin.proposals.views.same import parts_of
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

MOST = 200  # calls to choose from, the newest
SHOWN = [("open", "还没认定"), *Verdict.choices]


@require_safe
def lookalikes(request):
    """?programme=3&verdict=open&group=12: most alike first."""
    require(Office.objects.of(request.user).exists())
    verdict, group = request.GET.get("verdict", ""), key_in(request.GET.get("group"))
    known = Programme.objects.visible_to(request.user).published()
    chosen = known.filter(pk=key_in(request.GET.get("programme"))).first()
    rows = Lookalike.objects.visible_to(request.user)
    rows = rows.of(chosen) if chosen else rows
    found = rows.with_verdict(verdict).in_group(group)
    context = {"programmes": known.order_by("-id")[:MOST], "chosen": chosen, "verdict": verdict}
    context |= {"shown": SHOWN, "group": group, **tallied(rows), **of_call(request.user, chosen)}
    context |= {"rows": window(request, found.for_list(), ("-share", "-id"))}
    return page(request, "proposals/lookalikes.html", context)


def tallied(rows):
    """What was judged so far, and how often the list was right."""
    judged, copied = rows.tally()
    precision = round(100 * copied / judged) if judged else None
    return {"judged": judged, "copied": copied, "precision": precision}


def of_call(user, programme):
    """When this call was compared last, and whether the user may have it done."""
    if programme is None:
        return {}
    may = ProgrammePermits(user, programme)
    return {"last": Comparison.last_of(programme), "may": may}


@require_POST
def comparison(request, pk):
    mine = Programme.objects.published().filter(organiser__in=unions_calling(request.user))
    programme = get_object_or_404(mine, pk=pk)
    started = Comparison.start(programme, by=request.user)
    return redirect(started.errand)


@require_safe
def lookalike(request, pk):
    """Two texts beside each other, and what was said of them."""
    pair = found(request, pk)
    form = VerdictForm(initial={"seen": VerdictForm.seen_at(pair), "verdict": pair.verdict})
    return shown(request, pair, form)


@require_POST
def verdict(request, pk):
    pair = found(request, pk)
    require(LookalikePermits(request.user, pair).judge())
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return shown(request, pair, form)
    pair.judge(by=request.user, **form.cleaned_data)
    messages.success(request, f"已认定：{pair.one} · {Verdict(form.cleaned_data['verdict']).label}")
    return redirect("proposals:lookalikes")


def found(request, pk):
    rows = Lookalike.objects.visible_to(request.user)
    rows = rows.select_related(
        *(f"{side}__journey__{of}" for side in ("one", "other") for of in ("programme", "keeper")),
        *(f"{side}__enterprise" for side in ("one", "other")),
        "patent",
        "judged_by",
    )
    return get_object_or_404(rows, pk=pk)


def shown(request, pair, form):
    sides = [side_of(pair.one, pair.source), side_of(pair.source, pair.one)]
    context = {"pair": pair, "sides": sides, "form": form}
    context["may"] = LookalikePermits(request.user, pair)
    status = 422 if form.errors else 200
    return page(request, "proposals/lookalike.html", context, status=status)


def side_of(one, other):
    """(a proposal or a patent, the authors of a proposal, its marked title, its marked parts)."""
    if isinstance(one, PublishedPatent):
        parts = [(heading, marked(said, other.text)) for heading, said in one.sections]
        return one, [], marked(one.title, other.text), parts
    title, parts = parts_of(one, other)
    return one, one.agreed(), title, [(question.label, said) for question, said in parts]
