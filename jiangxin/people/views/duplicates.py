"""疑似同一人, side by side, and 并档."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.permits import require
from jiangxin.people.merger_forms import MergerForm
from jiangxin.people.models import Merger, Person, Resemblance
from jiangxin.people.models.fusion import obstacles
from jiangxin.people.permits import MergerPermits
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def duplicates(request):
    """The pairs that nobody has decided on, as far as one's offices reach both."""
    pairs = Resemblance.objects.open().led_by(request.user).for_list()
    return page(request, "people/duplicates.html", {"rows": window(request, pairs, "id")})


def duplicate(request, pk):
    """Both histories beside one another; with what is chosen they become one."""
    pair = find(request, pk)
    may, form = MergerPermits(request.user, pair), MergerForm(request.POST or None, pair=pair)
    if form.is_valid():
        require(may.merge())
        merger = Merger.make(by=request.user, **form.cleaned_data)
        messages.success(request, "已并为一份。弄错了可以在这一页撤销。")
        return redirect(merger)
    context = {"pair": pair, "may": may, "form": form, "sides": sides(pair)}
    context["hindered"] = obstacles(pair.first, pair.second)
    return page(request, "people/duplicate.html", context)


@require_POST
def apart(request, pk):
    pair = find(request, pk)
    require(MergerPermits(request.user, pair).merge())
    pair.keep_apart(by=request.user)
    messages.success(request, "已记下不是同一人，以后不再提示这一对。")
    return redirect("people:duplicates")


@require_safe
def merger(request, pk):
    """What was merged, by whom and why; and the way back."""
    merger = find_merger(request, pk)
    return page(
        request,
        "people/merger.html",
        {"merger": merger, "may": MergerPermits(request.user, merger)},
    )


@require_POST
def separation(request, pk):
    merger = find_merger(request, pk)
    require(MergerPermits(request.user, merger).undo())
    merger.undo(by=request.user)
    messages.success(request, "已撤销并档，两份记录恢复原样。")
    return redirect(merger)


def find(request, pk):
    known = Resemblance.objects.open().led_by(request.user).for_list()
    return get_object_or_404(known, pk=pk)


def find_merger(request, pk):
    """Whoever's offices reach the one that is kept may look, and take it back."""
    led = Person.objects.led_by(request.user)
    known = Merger.objects.filter(kept__in=led.values("pk")).for_page()
    return get_object_or_404(known, pk=pk)


def sides(pair):
    return [
        (word, person, person.all_employments().order_by("-since"))
        for word, person in (("左边", pair.first), ("右边", pair.second))
    ]
