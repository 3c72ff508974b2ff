"""变动: choose the verb, say from which day, see what it would do, confirm; take it back."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect

from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.organisations.forms import VERBS
from jiangxin.organisations.models import Change, Enterprise, Office, Organisation, Park
from jiangxin.organisations.models.change import print_of
from jiangxin.organisations.permits import (
    ChangePermits,
    EnterprisePermits,
    OrganisationPermits,
    ParkPermits,
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
    """One page for all verbs of a thing: which, with what, what it would do, done."""
    subject = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    acts = acts_of(request.user, subject)
    require(acts)
    act = (request.POST or request.GET).get("act", "")
    context = {"subject": subject, "acts": acts}
    if act in acts:
        word, form_class = acts[act]
        form = form_class(request.POST or None, user=request.user, initial={"on": clock.today()})
        context |= {"act": act, "word": word, "form": form}
        if form.is_valid():
            verb = verb_of(subject, act, by=request.user, **form.cleaned_data)
            if seen := request.POST.get("seen"):
                return made(request, Change.confirmed(verb, seen))
            context |= previewed(verb)
    return page(request, "organisations/change_new.html", context)


def previewed(verb):
    """What the verb would do, in sentences, and the print by which the confirmation knows them."""
    sentences = Change.preview(verb)
    return {"sentences": sentences, "seen": print_of(sentences)}


def acts_of(user, subject):
    """What this user may do to it: {verb: (its word, its form)}. The permit has the same name."""
    may = PERMITS[type(subject)](user, subject)
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
    found = get_object_or_404(known_to(request.user).for_list(), pk=pk)
    may = ChangePermits(request.user, found)
    if request.method == "POST":
        require(may.undo())
        found.undo(by=request.user)
        messages.success(request, f"已撤销：{found}")
        return redirect(found)
    return page(request, "organisations/change.html", {"change": found, "may": may})


def known_to(user):
    """Those about what the user leads; and those that they made, while they hold an office.

    A park's tenant sees the park, but not which of the others comes and goes.
    """
    seen = (model.objects.led_by(user).order_by() for model in PERMITS)
    known = Q(pk__in=Change.objects.about_any(*seen).values("pk"))
    own = Q(by=user) if Office.objects.of(user).exists() else Q(pk__in=[])
    return Change.objects.filter(known | own)
