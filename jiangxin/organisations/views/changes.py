"""变动: choose the verb, say from which day, see what it would do, confirm; take it back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.organisations.forms import VERBS
from jiangxin.organisations.models import Change, Enterprise, Organisation, Park
from jiangxin.organisations.models.change import print_of
from jiangxin.organisations.permits import (
    ChangePermits,
    EnterprisePermits,
    OrganisationPermits,
    ParkPermits,
    changes_known_to,
)
from jiangxin.ui.pages import page

PERMITS = {Enterprise: EnterprisePermits, Organisation: OrganisationPermits, Park: ParkPermits}


def enterprise(request, pk):
    return change_of(request, Enterprise, pk)


def organisation(request, pk):
    return change_of(request, Organisation, pk)


def park(request, pk):
    return change_of(request, Park, pk)


def change_of(request, model, pk):
    subject = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    return offered(request, subject, acts_of(request.user, subject), verb_of)


def offered(request, subject, acts, verb_of, template="organisations/change_new.html", act=""):
    """One page for all verbs of a thing: which, with what, what it would do, done.

    `acts` are {verb: (its word, its form)}; `verb_of` gives the verb, ready to be made.
    """
    require(acts)
    act = act or (request.POST or request.GET).get("act", "")
    context = {"subject": subject, "acts": acts}
    if act in acts:
        word, form_class = acts[act]
        form = form_class(request.POST or None, user=request.user, initial={"on": clock.today()})
        context |= {"act": act, "word": word, "form": form}
        if form.is_valid() and "again" not in request.POST:
            verb = verb_of(subject, act, by=request.user, **form.cleaned_data)
            if seen := request.POST.get("seen"):
                return made(request, Change.confirmed(verb, seen))
            context |= previewed(verb)
    return page(request, template, context)


def previewed(verb):
    """What the verb would do, in sentences, and the print by which the confirmation knows them."""
    sentences = Change.preview(verb)
    return {"sentences": sentences, "seen": print_of(sentences)}


def acts_of(user, subject, may=None):
    """What this user may do to it: {verb: (its word, its form)}. The permit has the same name."""
    may = may or PERMITS[type(subject)](user, subject)
    verbs = VERBS[type(subject)].items() if not subject.is_closed() else ()
    return {act: offered for act, offered in verbs if getattr(may, act)()}


def verb_of(subject, act, **told):
    """The verb, ready to be made: each time on the row as it is then."""
    return lambda: getattr(type(subject).objects.get(pk=subject.pk), act)(**told)


def made(request, change):
    messages.success(request, f"已记下：{change}")
    return redirect(change)


def change(request, pk):
    """What a change did; who may, takes it back."""
    found = get_object_or_404(changes_known_to(request.user).for_list(), pk=pk)
    may = ChangePermits(request.user, found)
    if request.method == "POST":
        require(may.undo())
        found.undo(by=request.user)
        messages.success(request, f"已撤销：{found}")
        return redirect(found)
    context = {"change": found, "may": may, "subjects": subjects_for(request.user, found)}
    return page(request, "organisations/change.html", context)


def subjects_for(user, change):
    """What it is about; of a whole table only what this user leads as well."""
    rows = change.few_subjects()
    if not change.is_in_bulk():
        return rows
    led = set()
    for model in PERMITS:
        keys = [row.pk for row in rows if isinstance(row, model)]
        mine = model.objects.led_by(user).filter(pk__in=keys) if keys else ()
        led.update((model, row.pk) for row in mine)
    return [row for row in rows if (type(row), row.pk) in led]
