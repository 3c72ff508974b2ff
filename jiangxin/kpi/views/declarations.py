"""自报: bare numbers on paper, in a column of their own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.documents.serving import served
from jiangxin.kpi.closing_forms import DeclarationForm
from jiangxin.kpi.models import Declaration
from jiangxin.kpi.permits import DeclarationPermits, DeclaringPermits
from jiangxin.kpi.place import Place
from jiangxin.kpi.views import find
from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def declarations(request, kind, pk):
    """Those about a place, the newest first, the withdrawn ones among them."""
    place = find.place(request, kind, pk)
    rows = window(request, Declaration.objects.about(place).for_list(), key=("-month", "-id"))
    may = DeclaringPermits(request.user, place)
    return page(request, "kpi/declarations.html", {"place": place, "rows": rows, "may": may})


def declare(request, kind, pk):
    place = find.place(request, kind, pk)
    require(DeclaringPermits(request.user, place).declare())
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DeclarationForm(*sent, initial={"month": f"{clock.today():%Y-%m}"})
    if form.is_valid():
        made = Declaration.file(place, by=request.user, **form.cleaned_data)
        messages.success(request, f"已自报：{made.people:,} 人、{made.acts:,} 人次，单独列一列")
        return redirect(made)
    context = {"place": place, "form": form}
    return page(request, "kpi/declare.html", context, status=422 if form.errors else 200)


@require_safe
def declaration(request, pk):
    found = find_one(request, pk)
    may = DeclarationPermits(request.user, found)
    context = {"found": found, "place": Place(found.of_what), "may": may}
    return page(request, "kpi/declaration.html", context)


@require_safe
def declaration_paper(request, pk):
    """The signed paper, to whoever sees the number."""
    return served(find_one(request, pk).paper)


@require_POST
def withdrawal(request, pk):
    found = find_one(request, pk)
    require(DeclarationPermits(request.user, found).withdraw())
    found.withdraw(by=request.user)
    messages.success(request, "已撤回，这份自报不再计入；记录还在")
    return redirect(found)


def find_one(request, pk):
    rows = Declaration.objects.reached_by(request.user).for_list().select_related("paper")
    return get_object_or_404(rows, pk=pk)
