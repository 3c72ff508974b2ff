"""What a keeper decides about one proposal; and 复议, which its author may ask for."""

from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiangxin.lib.addresses import local_path
from jiangxin.lib.permits import require
from jiangxin.proposals.decision_forms import DecisionForm, WordForm
from jiangxin.proposals.views.context import decision_context, find, page_context
from jiangxin.ui.pages import page


class Button(NamedTuple):
    """One outcome as a page says it: its word, what it needs, and that it is done."""

    word: str
    needs: tuple
    done: str


BUTTONS = {
    "pass_on": Button("通过", (), "已通过"),
    "hand_back": Button("退回修改", ("remark",), "已退回"),
    "reject": Button("不通过", ("reason", "remark"), "已答复不通过"),
    "reserve": Button("列为技术储备", ("remark",), "已列为技术储备"),
    "note": Button("转为一般性意见", ("remark",), "已作为一般性意见转给企业"),
    "report_up": Button("上报上级", ("remark",), "已上报"),
    "refer": Button("转办", ("remark", "to"), "已转办"),
}


@require_POST
def decide(request, pk, outcome):
    """Stops with the sentence of who was first when the page showed an older road."""
    button = BUTTONS[outcome]
    proposal, may = find(request, pk)
    form = DecisionForm(request.POST, programme=proposal.journey.programme, needs=button.needs)
    proposal.journey.must_be_at(form.moves_shown(), button.word)
    require(getattr(may, outcome)())
    if not form.is_valid():
        return unclear(request, proposal, may, form)
    getattr(proposal, outcome)(by=request.user, **form.said())
    messages.success(request, f"{button.done}：{proposal}")
    return redirect(local_path(request.POST.get("then")) or proposal)


def unclear(request, proposal, may, form):
    decision = decision_context(request, proposal, may, form)
    context = page_context(request, proposal, may) | decision
    return page(request, "proposals/proposal.html", context, status=422)


@require_POST
def appeal(request, pk):
    proposal, may = find(request, pk)
    require(may.appeal())
    return spoken(
        request, proposal, may, proposal.appeal, "已申请复议，由没有办过这件的经办人再看一次"
    )


@require_POST
def revival(request, pk):
    proposal, may = find(request, pk)
    require(may.revive())
    return spoken(request, proposal, may, proposal.revive, "已重新启用，回到您的待办里")


def spoken(request, proposal, may, verb, done):
    """Do what takes one sentence and no more."""
    form = WordForm(request.POST)
    if not form.is_valid():
        context = page_context(request, proposal, may) | {"seat": None, "word": form}
        return page(request, "proposals/proposal.html", context, status=422)
    verb(by=request.user, remark=form.cleaned_data["remark"])
    messages.success(request, done)
    return redirect(proposal)
