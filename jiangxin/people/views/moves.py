"""Who comes, goes and moves on: each a change that is shown before it is made."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from jiangxin.lib.permits import require
from jiangxin.organisations.models import Enterprise
from jiangxin.organisations.views.changes import acts_of, offered, verb_of
from jiangxin.people.correction_forms import CorrectionForm
from jiangxin.people.models import Person, Workforce
from jiangxin.people.move_forms import PERSON_VERBS, HireForm
from jiangxin.people.permits import PersonPermits, WorkforcePermits
from jiangxin.ui.pages import page

WITH_ALL_WORKERS = ("close", "merge_into")


def person(request, pk):
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    return offered(request, person, acts_of_person(request.user, person), verb_of)


def acts_of_person(user, person):
    may = PersonPermits(user, person)
    return {act: offer for act, offer in PERSON_VERBS.items() if getattr(may, act)()}


def enterprise(request, pk):
    """The changes of an enterprise; where it ends, its workers leave or go along."""
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    return offered(request, enterprise, acts_of(request.user, enterprise), verb_with_workers)


def verb_with_workers(enterprise, act, **told):
    if act not in WITH_ALL_WORKERS:
        return verb_of(enterprise, act, **told)
    return lambda: getattr(Workforce(fresh(enterprise)), act)(**told)


def hire(request, pk):
    """登记一名职工: new, back again, or from another enterprise."""
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    require(WorkforcePermits(request.user, enterprise).hire())
    acts = {"hire": ("登记一名职工", partial(HireForm, enterprise=enterprise))}
    return offered(request, enterprise, acts, hiring, template="people/hire.html", act="hire")


def hiring(enterprise, _, **told):
    return lambda: Person.hire(fresh(enterprise), **told)


def fresh(enterprise):
    return Enterprise.objects.get(pk=enterprise.pk)


def correction(request, pk):
    """更正姓名、手机号: a changed name, a new phone, one that went to somebody else."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    require(PersonPermits(request.user, person).correct())
    form = CorrectionForm(request.POST or None, person=person, user=request.user)
    if form.is_valid():
        person.correct(by=request.user, **form.cleaned_data)
        messages.success(request, f"已更正：{person}")
        return redirect(person)
    return page(request, "people/correction.html", {"person": person, "form": form})
