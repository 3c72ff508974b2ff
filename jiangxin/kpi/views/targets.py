"""计划期和目标: what should be reached by when; for officers to see, for the federation to set."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.kpi.figure import codes_about
from jiangxin.kpi.models import PlanPeriod, Target
from jiangxin.kpi.permits import TargetPermits
from jiangxin.kpi.target_forms import PlanForm, TargetForm
from jiangxin.kpi.views import find
from jiangxin.lib.addresses import key_in
from jiangxin.lib.permits import require
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def targets(request):
    """?plan=7: the city's, those of the places that I lead, and what stood before."""
    find.for_officers(request)
    plans = list(PlanPeriod.objects.order_by("-first"))
    plan = chosen(request)
    seen = Target.objects.visible_to(request.user).filter(plan=plan).for_list()
    standing = seen.standing()
    of_city = standing.of_city()
    context = {
        "plans": plans,
        "plan": plan,
        "of_city": of_city.order_by("indicator__position"),
        "of_places": window(request, standing.exclude(pk__in=of_city.values("pk")), "id"),
        "ended": window(request, seen.exclude(ended_at=None), "-ended_at", name="ended"),
        "may": TargetPermits(request.user, plan),
    }
    return page(request, "kpi/targets.html", context)


def new_plan(request):
    find.for_officers(request)
    require(TargetPermits(request.user, None).draw_up())
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        plan = PlanPeriod.draw_up(by=request.user, **form.cleaned_data)
        messages.success(request, f"计划期“{plan}”已定，现在可以给它定目标")
        return redirect(plan)
    context = {"form": form, "plan": None}
    return page(request, "kpi/plan.html", context, status=422 if form.errors else 200)


def plan_change(request, pk):
    find.for_officers(request)
    plan = get_object_or_404(PlanPeriod, pk=pk)
    require(TargetPermits(request.user, plan).revise())
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm.filled(plan)
    if form.is_valid():
        plan.revise(by=request.user, **form.cleaned_data)
        messages.success(request, f"计划期已改：{plan}，{plan.period.written}")
        return redirect(plan)
    context = {"form": form, "plan": plan}
    return page(request, "kpi/plan.html", context, status=422 if form.errors else 200)


def target(request, kind, pk):
    """Set one for a union (the federation: for the city) or a park."""
    place = find.place(request, kind, pk)
    require(TargetPermits(request.user, place.thing).set())
    if place.node is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    initial = {"plan": chosen(request)}
    form = TargetForm(posted, codes=codes_about(place), initial=initial)
    if form.is_valid():
        told = form.cleaned_data
        new = Target.set(thing=place.thing, by=request.user, **told)
        messages.success(request, f"目标已定：{new.place} {new.indicator} {new.digits}")
        return redirect(new.plan)
    held = Target.objects.standing().of(place.thing).for_list().order_by("indicator__position")
    context = {"form": form, "place": place, "held": held.filter(plan=initial["plan"])}
    return page(request, "kpi/target.html", context, status=422 if form.errors else 200)


@require_POST
def withdrawal(request, pk):
    find.for_officers(request)
    target = get_object_or_404(Target.objects.visible_to(request.user), pk=pk)
    require(TargetPermits(request.user, target).withdraw())
    target.withdraw(by=request.user)
    messages.success(request, f"已取消目标：{target}")
    return redirect(target.plan)


def chosen(request):
    """?plan=7: a plan period by its key; without it, or where there is none such, the current."""
    key = key_in(request.GET.get("plan"))
    known = PlanPeriod.objects.filter(pk=key).first() if key is not None else None
    return known or PlanPeriod.objects.current()
