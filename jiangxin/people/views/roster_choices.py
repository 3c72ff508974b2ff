"""The rows of a roster that contradict the register: an officer says of each what is right."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiangxin.documents.intake import Status
from jiangxin.lib.permits import require
from jiangxin.lib.refusal import Refusal
from jiangxin.people.choice_forms import NO_SUCH, ChoicesForm, ForAllForm
from jiangxin.people.models import Person
from jiangxin.people.models.roster_row import OFFERS
from jiangxin.people.views.roster import find, known
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


def choices(request, pk):
    """Row by row, beside each what the register says; a page at a time."""
    roster, may = find(request, pk)
    require(may.choose())
    if roster.status != Status.PREVIEWED:
        return redirect(roster)
    rows = window(request, roster.rows.to_choose().with_register(), "number", size=20)
    form = ChoicesForm(request.POST if request.method == "POST" else None, rows=rows)
    if form.is_valid():
        roster.choose(by=request.user, seen=request.POST.get("seen"), **form.cleaned_data)
        messages.success(request, f"已记下 {len(form.cleaned_data['choices'])} 行的处理。")
        return redirect(f"{request.path}{rows.next_url}" if rows.next else roster)
    context = {"rows": rows, "form": form, "of_all": of_all(roster)}
    context["beside"] = beside(request.user, rows, form)
    return page(request, "people/roster_choices.html", {**known(roster, may), **context})


@require_POST
def choice_for_all(request, pk):
    """全部照此."""
    roster, may = find(request, pk)
    require(may.choose())
    form = ForAllForm(request.POST)
    if not form.is_valid():
        raise Refusal(NO_SUCH)
    told = form.cleaned_data["every"]
    number = roster.choose_for_all(*told, by=request.user, seen=request.POST.get("seen"))
    messages.success(request, f"已记下 {number:,} 行的处理。")
    return redirect("people:roster_choices", roster.pk)


def beside(user, rows, form):
    """Each row, its question, and whom it is about as far as the user's offices reach."""
    keys = [row.person_id for row in rows]
    led = set(Person.objects.led_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        (row, form[f"row_{row.number}"], row.person if row.person_id in led else None)
        for row in rows
    ]


def of_all(roster):
    """Of each obstacle: its words, how many rows, how many still open, what may be said."""
    kinds = roster.rows.to_choose().values_list("obstacle")
    counts = kinds.annotate(n=Count("pk"), open=Count("pk", filter=Q(kind="open")))
    found = {obstacle: (n, still) for obstacle, n, still in counts.order_by()}
    return [
        (
            obstacle.label,
            *found[obstacle],
            [(f"{obstacle.value}:{choice.value}", choice.label) for choice in offered],
        )
        for obstacle, offered in OFFERS.items()
        if obstacle in found
    ]
