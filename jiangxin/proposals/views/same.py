"""相似的建议: while one writes, for whoever decides, and two beside each other."""

from allauth.core.ratelimit import consume
from django.http import Http404
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.sameness import marked
from jiangxin.proposals.models import similar_to
from jiangxin.proposals.same_forms import HintForm
from jiangxin.proposals.views.context import find
from jiangxin.ui.pages import page


@require_POST
def hint(request):
    """What is like the form that is being written; asked too often, nothing."""
    form = HintForm(request.POST)
    found = []
    if form.is_valid() and consume(request, action="similar", user=request.user):
        exclude = form.cleaned_data["exclude"]
        found = similar_to(form.text, user=request.user, exclude=exclude)
    return page(request, "proposals/hint.html", {"found": found})


@require_safe
def similar(request, pk):
    """The five nearest to a proposal, of those that this user may see."""
    proposal, may = find(request, pk)
    found = similar_to(proposal.text, user=request.user, exclude=proposal.pk)
    found = [one for one in found if one.is_seen]
    return page(request, "proposals/similar.html", {"proposal": proposal, "found": found})


@require_safe
def beside(request, pk, other):
    """Two texts beside each other, what they have in common marked."""
    if pk == other:
        raise Http404
    (one, may), (two, _) = find(request, pk), find(request, other)
    pair = [(one, *parts_of(one, two)), (two, *parts_of(two, one))]
    context = {"proposal": one, "other": two, "pair": pair, "may": may}
    return page(request, "proposals/beside.html", context)


def parts_of(proposal, other):
    """The marked title, and [(question, marked parts)] of all that was answered in words."""
    answered = proposal.journey.questionnaire.answered(proposal.answers)
    said = [(question, marked(question.shown(answer), other.text)) for question, answer in answered]
    return marked(proposal.title, other.text), said
