import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from jiangxin.documents.serving import served
from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.programmes.models import Programme, Status
from jiangxin.programmes.trail import day_in, lies_with, steps_of
from jiangxin.proposals.forms import DecisionForm, ProposalForm, initial_of
from jiangxin.proposals.models import Photo, Proposal, Workplace
from jiangxin.proposals.permits import ProposalPermits
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window
from jiangxin.ui.words import day


@require_safe
def proposal_list(request):
    """Mine, and as an officer all that was sent in where my offices reach."""
    is_officer = Office.objects.of(request.user).exists()
    wanted, status = request.GET.get("q", ""), request.GET.get("status", "")
    proposals = Proposal.objects.visible_to(request.user).matching(wanted).with_status(status)
    rows = window(request, proposals.for_list())
    context = {"rows": rows, "q": wanted, "status": status, "is_officer": is_officer}
    return page(request, "proposals/list.html", {**context, "statuses": Status.choices})


@require_safe
def start(request):
    """Which call? With one alone there is nothing to choose."""
    place = Workplace.of(person_of(request.user))
    programmes = Programme.objects.offered_by(*place.unions).open().order_by("-id")
    if len(programmes) == 1:
        return redirect("proposals:new", programmes[0].pk)
    return page(request, "proposals/start.html", {"programmes": programmes})


def new(request, pk):
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    person = person_of(request.user)
    Workplace.of(person, programme)
    programme.must_be_open()
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        programme=programme,
        person=person,
        initial={"form_token": uuid.uuid4()},
    )
    if form.is_valid():
        token = form.cleaned_data["form_token"]
        made = Proposal.write(programme, author=person, form_token=token, **form.written())
        return sent(request, made)
    context = {"form": form, "programme": programme, "draft": f"proposal-new-{pk}"}
    return page(request, "proposals/form.html", context, status=422 if form.errors else 200)


def revision(request, pk):
    proposal, may = find(request, pk)
    require(may.edit())
    programme = proposal.journey.programme
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        programme=programme,
        person=proposal.author,
        proposal=proposal,
        initial=initial_of(proposal),
    )
    if form.is_valid():
        proposal.revise(by=request.user, **form.written())
        return sent(request, proposal)
    context = {"form": form, "programme": programme, "proposal": proposal}
    context |= {"draft": f"proposal-{pk}", "photos": proposal.photos.order_by("id")}
    return page(request, "proposals/form.html", context, status=422 if form.errors else 200)


def sent(request, proposal):
    """Back to the proposal, with what became of it in one sentence."""
    journey = proposal.journey
    if journey.is_under_way():
        messages.success(request, f"已提交，{day(journey.due_on)}前答复您")
    else:
        messages.success(request, "已存为草稿，还没有提交")
    return redirect(proposal)


@require_safe
def proposal(request, pk):
    """One proposal: where it lies and until when, what is in it, how it came here."""
    proposal, may = find(request, pk)
    return shown(request, proposal, may, decision_context(request, proposal, may))


def shown(request, proposal, may, decision, status=200):
    journey = proposal.journey
    route, keepers = journey.route(), journey.keepers() if journey.is_under_way() else []
    context = {
        "proposal": proposal,
        "journey": journey,
        "may": may,
        "steps": steps_of(journey, clock.today(), route, keepers),
        "lies_with": lies_with(journey, keepers),
        "authorships": proposal.authorships.select_related("person").order_by("position"),
        "unions": route.unions,
        **entry_context(proposal),
        **decision,
    }
    return page(request, "proposals/proposal.html", context, status=status)


def entry_context(proposal):
    """What `proposals/content.html` needs: what was asked and answered, and the photos."""
    return {
        "answers": proposal.journey.programme.questionnaire.answered(proposal.answers),
        "photos": proposal.photos.select_related("attachment").order_by("id"),
    }


def decision_context(request, proposal, may=None, form=None, then=""):
    """What `proposals/decision.html` needs; `seat` is None when it is not this user's to decide.

    `then` (a path of ours) is where the decision leads to; without it, to the proposal.
    """
    may = may or ProposalPermits(request.user, proposal)
    if not may.decide():
        return {"seat": None}
    journey = proposal.journey
    onward = next(journey.ahead(), None)
    fresh = {"programme": journey.programme, "initial": {"moves": journey.moves}}
    return {
        "seat": may.seat,
        "decision": form or DecisionForm(**fresh),
        "day": day_in(journey, clock.today()),
        "onward": onward[1] if onward else None,
        "then": then or then_of(request),
    }


@require_POST
def passage(request, pk):
    proposal, may, form = find_to_decide(request, pk, "通过")
    require(may.pass_on())
    if form.is_valid():
        proposal.pass_on(by=request.user, remark=form.cleaned_data["remark"])
        return decided(request, proposal, "已通过")
    return unclear(request, proposal, may, form)


@require_POST
def handing_back(request, pk):
    proposal, may, form = find_to_decide(request, pk, "退回修改", needs=["remark"])
    require(may.hand_back())
    if form.is_valid():
        proposal.hand_back(by=request.user, remark=form.cleaned_data["remark"])
        return decided(request, proposal, "已退回")
    return unclear(request, proposal, may, form)


@require_POST
def rejection(request, pk):
    proposal, may, form = find_to_decide(request, pk, "不通过", needs=["reason", "remark"])
    require(may.reject())
    if form.is_valid():
        said = form.cleaned_data
        proposal.reject(by=request.user, reason=said["reason"], remark=said["remark"])
        return decided(request, proposal, "已答复不通过")
    return unclear(request, proposal, may, form)


def find_to_decide(request, pk, act, needs=()):
    """Stops with the sentence of who was first when the page showed an older road."""
    proposal, may = find(request, pk)
    form = DecisionForm(request.POST, programme=proposal.journey.programme, needs=needs)
    proposal.journey.must_be_at(form.moves_shown(), act)
    return proposal, may, form


def decided(request, proposal, word):
    """Say what was done, and go on to the desk's next one or back to the proposal."""
    messages.success(request, f"{word}：{proposal}")
    return redirect(then_of(request) or proposal)


def unclear(request, proposal, may, form):
    decision = decision_context(request, proposal, may, form)
    return shown(request, proposal, may, decision, status=422)


def then_of(request):
    path = request.POST.get("then", "")
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


@require_POST
def submission(request, pk):
    proposal, may = find(request, pk)
    require(may.submit())
    proposal.submit(by=request.user)
    return sent(request, proposal)


@require_POST
def withdrawal(request, pk):
    proposal, may = find(request, pk)
    require(may.withdraw())
    proposal.withdraw(by=request.user)
    messages.success(request, "已撤回。写的内容还在，只是不再办理")
    return redirect(proposal)


@require_POST
def consent(request, pk):
    proposal, may = find(request, pk)
    require(may.consent())
    proposal.consent(by=request.user)
    messages.success(request, f"已同意，您和同事一起提“{proposal}”")
    return redirect(proposal)


@require_POST
def decline(request, pk):
    proposal, may = find(request, pk)
    require(may.decline())
    proposal.decline(by=request.user)
    messages.success(request, f"已回复不署名，“{proposal}”里不会有您的名字")
    return redirect("proposals:list")


@require_safe
def photo(request, pk):
    return served(find_photo(request, pk).attachment)


@require_safe
def thumbnail(request, pk):
    return served(find_photo(request, pk).attachment, thumbnail=True)


@require_POST
def removal(request, pk):
    photo = find_photo(request, pk)
    proposal, may = find(request, photo.proposal_id)
    require(may.edit())
    photo.remove()
    return redirect("proposals:revision", proposal.pk)


def find(request, pk):
    """The proposal, if this user may know of it, and what the user may do to it."""
    known = Proposal.objects.visible_to(request.user).for_page()
    proposal = get_object_or_404(known, pk=pk)
    return proposal, ProposalPermits(request.user, proposal)


def find_photo(request, pk):
    known = Photo.objects.filter(proposal__in=Proposal.objects.visible_to(request.user))
    return get_object_or_404(known.select_related("attachment"), pk=pk)


def person_of(user):
    return Person.objects.filter(user=user).first()
