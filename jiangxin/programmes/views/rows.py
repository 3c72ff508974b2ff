"""The rows of a call: lines of its lists, questions of its form, stages of its road."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from jiangxin.lib.permits import require
from jiangxin.programmes import forms
from jiangxin.programmes.models import Category, Programme, Stage, StageKeeper
from jiangxin.programmes.permits import ProgrammePermits
from jiangxin.programmes.views.calls import find_to_edit
from jiangxin.programmes.views.setting import (
    line_form,
    opened_question,
    opened_stage,
    refused,
    settled,
)
from jiangxin.questionnaires.models import Question


@require_POST
def lines(request, pk, model):
    programme, section = find_to_edit(request, pk), section_of(model)
    form = forms.LineForm(request.POST, model=model, prefix=section)
    if form.is_valid():
        model.add(programme, form.cleaned_data["name"], by=request.user)
        return settled(request, programme, section)
    return refused(request, programme, **{section: form})


@require_POST
def line(request, pk, model):
    row = find_line(request, pk, model)
    form = line_form(row, request.POST)
    if form.is_valid():
        row.rename(form.cleaned_data["name"], by=request.user)
        return settled(request, row.programme, section_of(model))
    return refused(request, row.programme, line=form)


@require_POST
def line_move(request, pk, model):
    row = find_line(request, pk, model)
    row.move(step_of(request), by=request.user)
    return settled(request, row.programme, section_of(model))


@require_POST
def line_removal(request, pk, model):
    row = find_line(request, pk, model)
    row.remove(by=request.user)
    return settled(request, row.programme, section_of(model))


@require_POST
def questions(request, pk):
    programme = find_to_edit(request, pk)
    form = forms.AskForm(request.POST, prefix="ask")
    if form.is_valid():
        new = programme.ask(by=request.user, **form.cleaned_data)
        return settled(request, programme, "questions", row=new)
    return refused(request, programme, ask=form)


@require_POST
def question(request, pk):
    row, programme = find_question(request, pk)
    form = forms.QuestionForm(request.POST, question=row, prefix="question")
    if form.is_valid():
        row.amend(by=request.user, **form.terms())
        return settled(request, programme, "questions")
    return refused(request, programme, opened=opened_question(row, form))


@require_POST
def question_move(request, pk):
    row, programme = find_question(request, pk)
    row.move(step_of(request), by=request.user)
    return settled(request, programme, "questions")


@require_POST
def question_removal(request, pk):
    row, programme = find_question(request, pk)
    row.remove(by=request.user)
    return settled(request, programme, "questions")


@require_POST
def stages(request, pk):
    programme = find_to_edit(request, pk)
    form = forms.NewStageForm(request.POST, prefix="newstage")
    if form.is_valid():
        said = form.cleaned_data
        new = programme.add_stage(
            said["name"], form.office(), working_days=said["working_days"], by=request.user
        )
        return settled(request, programme, "stages", row=new)
    return refused(request, programme, newstage=form)


@require_POST
def stage(request, pk):
    row = find_stage(request, pk)
    form = forms.StageForm(request.POST, stage=row, prefix="stage")
    if form.is_valid():
        row.amend(by=request.user, **form.cleaned_data)
        return settled(request, row.road.programme, "stages")
    return refused(request, row.road.programme, opened=opened_stage(row, form))


@require_POST
def stage_move(request, pk):
    row = find_stage(request, pk)
    row.move(step_of(request), by=request.user)
    return settled(request, row.road.programme, "stages")


@require_POST
def stage_removal(request, pk):
    row = find_stage(request, pk)
    row.remove(by=request.user)
    return settled(request, row.road.programme, "stages")


@require_POST
def keepers(request, pk):
    row = find_stage(request, pk)
    form = forms.KeeperForm(request.POST, prefix="keeper")
    if form.is_valid():
        row.add_keeper(by=request.user, **form.office())
        return settled(request, row.road.programme, "stages", row=row)
    return refused(request, row.road.programme, opened=opened_stage(row, keeper=form))


@require_POST
def keeper_removal(request, pk):
    known = StageKeeper.objects.filter(stage__road__programme__in=known_to(request))
    row = get_object_or_404(known.select_related("stage__road__programme"), pk=pk)
    programme, stage = row.stage.road.programme, row.stage
    require(ProgrammePermits(request.user, programme).edit())
    row.remove(by=request.user)
    return settled(request, programme, "stages", row=stage)


def find_line(request, pk, model):
    known = model.objects.filter(programme__in=known_to(request))
    row = get_object_or_404(known.select_related("programme"), pk=pk)
    require(ProgrammePermits(request.user, row.programme).edit())
    return row


def find_question(request, pk):
    known = known_to(request)
    here = Q(questionnaire__in=known.values("questionnaire"))
    here |= Q(questionnaire__in=known.values("next_questionnaire"))
    row = get_object_or_404(Question.objects.filter(here).select_related("questionnaire"), pk=pk)
    form = row.questionnaire
    programme = known.filter(Q(questionnaire=form) | Q(next_questionnaire=form)).first()
    require(ProgrammePermits(request.user, programme).edit())
    return row, programme


def find_stage(request, pk):
    known = Stage.objects.filter(road__programme__in=known_to(request))
    row = get_object_or_404(known.select_related("road__programme"), pk=pk)
    require(ProgrammePermits(request.user, row.road.programme).edit())
    return row


def known_to(request):
    return Programme.objects.visible_to(request.user)


def section_of(model):
    return "categories" if model is Category else "reasons"


def step_of(request):
    return -1 if request.POST.get("step") == "up" else 1
