"""How a call is set up: one page in sections, each of which htmx can fill alone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.permits import require
from jiangxin.programmes import forms
from jiangxin.programmes.models import Audience, Category, Programme, Reason
from jiangxin.programmes.models.faults import faults_of
from jiangxin.programmes.permits import ProgrammePermits
from jiangxin.programmes.trial import walked
from jiangxin.programmes.views.calls import find_to_edit
from jiangxin.ui.pages import page


@require_safe
def edit(request, pk):
    """?question=7 or ?stage=3 opens that row."""
    programme = find_to_edit(request, pk)
    return page(request, "programmes/edit.html", edit_context(request, programme))


def edit_context(request, programme, **refused):
    """`refused` gives forms that were wrong, by their names; the others are fresh."""
    form = programme.form_in_the_making or programme.questionnaire
    road = programme.road_in_the_making or programme.road
    lists = {one["id"]: one for one in lists_of(programme, refused)}
    row = refused.pop("row", None)
    wanted = {row._meta.model_name: str(row.pk)} if row else request.GET
    opened = refused.pop("opened", None) or opened_row(wanted, form, road)
    return {
        "programme": programme,
        "faults": faults_of(programme),
        "audiences": programme.audiences.select_related("organisation", "park").order_by("id"),
        **lists,
        "questions": form.asked(),
        "form_version": form,
        "stages": road.gates,
        "road": road,
        "may_change": programme.form_in_the_making is not None,
        "under_way": programme.under_way() if programme.published_at else 0,
        **fresh_forms(request, programme),
        **{f"{name}_form": form for name, form in refused.items()},
        **(opened or {}),
    }


def fresh_forms(request, programme):
    terms = ["name", "summary", "asks_duty", "opens_at", "closes_at"]
    return {
        "terms_form": forms.TermsForm(
            prefix="terms", initial={name: getattr(programme, name) for name in terms}
        ),
        "audience_form": forms.AudienceForm(user=request.user, prefix="audience"),
        "ask_form": forms.AskForm(prefix="ask"),
        "newstage_form": forms.NewStageForm(prefix="newstage", initial={"working_days": 7}),
    }


def lists_of(programme, refused):
    """类别 and 理由, each with its rows and the form for one more."""
    wrong = refused.pop("line", None)
    for model, section in ((Category, "categories"), (Reason, "reasons")):
        form = refused.pop(section, None) or forms.LineForm(model=model, prefix=section)
        rows = list(model.objects.filter(programme=programme).order_by("position"))
        for row in rows:
            row.form = line_form(row)
            if wrong and wrong.row == row:
                row.form = wrong
        yield {"id": section, "word": model.WORD, "rows": rows, "form": form}


def line_form(row, data=None):
    form = forms.LineForm(
        data, model=type(row), prefix=f"{row.WORD}{row.pk}", initial={"name": row.name}
    )
    form.row = row
    return form


def opened_row(wanted, form, road):
    """The one row whose terms are open, with its form. `wanted`: {"question" or "stage": key}."""
    key = wanted.get("question", "")
    question = next((q for q in form.asked() if str(q.pk) == key), None)
    if question:
        return opened_question(question)
    key = wanted.get("stage", "")
    stage = next((s for s in road.gates if str(s.pk) == key), None)
    return opened_stage(stage) if stage else None


def opened_question(question, form=None):
    shown = forms.terms_of(question)
    fresh = forms.QuestionForm(question=question, prefix="question", initial=shown)
    return {"opened": question, "question_form": form or fresh}


def opened_stage(stage, form=None, keeper=None):
    names = ["name", "working_days", "if_missing", "outcomes", "closed_to"]
    shown = {name: getattr(stage, name) for name in names}
    fresh = forms.StageForm(stage=stage, prefix="stage", initial=shown)
    return {
        "opened": stage,
        "stage_form": form or fresh,
        "keeper_form": keeper or forms.KeeperForm(prefix="keeper"),
    }


def settled(request, programme, section, row=None):
    """The section as it is now, with this row open: alone for htmx, else the page at its place."""
    if request.htmx:
        fresh = Programme.objects.select_related("organiser").get(pk=programme.pk)
        return page(request, "programmes/edit.html", edit_context(request, fresh, row=row))
    at = f"?{row._meta.model_name}={row.pk}" if row else ""
    return redirect(f"{reverse('programmes:edit', args=[programme.pk])}{at}#{section}")


def refused(request, programme, **forms_by_name):
    """What was typed stands there, with what is wrong."""
    context = edit_context(request, programme, **forms_by_name)
    return page(request, "programmes/edit.html", context, status=422)


@require_POST
def terms(request, pk):
    programme = find_to_edit(request, pk)
    form = forms.TermsForm(request.POST, prefix="terms")
    if form.is_valid():
        programme.amend(by=request.user, **form.cleaned_data)
        messages.success(request, "已存下基本信息")
        return settled(request, programme, "terms")
    return refused(request, programme, terms=form)


@require_POST
def audience(request, pk):
    programme = find_to_edit(request, pk)
    form = forms.AudienceForm(request.POST, user=request.user, prefix="audience")
    if form.is_valid():
        programme.face(form.cleaned_data["place"], by=request.user)
        return settled(request, programme, "audience")
    return refused(request, programme, audience=form)


@require_POST
def audience_removal(request, pk):
    known = Audience.objects.filter(programme__in=Programme.objects.visible_to(request.user))
    row = get_object_or_404(known.select_related("programme", "organisation", "park"), pk=pk)
    require(ProgrammePermits(request.user, row.programme).edit())
    row.programme.turn_from(row, by=request.user)
    return settled(request, row.programme, "audience")


@require_POST
def publication(request, pk):
    programme = find_to_edit(request, pk)
    programme.publish(by=request.user)
    messages.success(request, f"已发布：{programme}")
    return redirect(programme)


@require_POST
def ending(request, pk):
    programme = find_to_edit(request, pk)
    programme.end(by=request.user)
    messages.success(request, "已提前结束，不再收件；交上来的照常办完")
    return redirect(programme)


@require_POST
def dropping(request, pk):
    programme = find_to_edit(request, pk)
    programme.drop(by=request.user)
    messages.success(request, f"已删掉草稿：{programme}")
    return redirect("programmes:list")


@require_POST
def copying(request, pk):
    programme = find_to_edit(request, pk)
    new = programme.copy(by=request.user)
    messages.success(request, "已照搬成一份草稿，改好再发布")
    return redirect("programmes:edit", new.pk)


@require_POST
def version(request, pk):
    programme = find_to_edit(request, pk)
    programme.begin_version(by=request.user)
    messages.success(request, "已另起一版。改好再起用，现在收件还按原来的")
    return settled(request, programme, "questions")


@require_POST
def version_dropping(request, pk):
    programme = find_to_edit(request, pk)
    programme.drop_version(by=request.user)
    messages.success(request, "新版不要了，照原来的办")
    return settled(request, programme, "questions")


@require_POST
def version_start(request, pk):
    programme = find_to_edit(request, pk)
    programme.start_version(by=request.user)
    messages.success(request, "新版已起用：从现在起交上来的按新版，以前的照旧")
    return redirect(programme)


@require_safe
def trial(request, pk):
    """试走一遍: which union would keep each stage today, for an entry from this enterprise."""
    programme = find_to_edit(request, pk)
    form = forms.TrialForm(request.GET or None, user=request.user)
    context = {"programme": programme, "form": form}
    if form.is_valid():
        road = programme.road_in_the_making or programme.road
        context |= walked(road, form.cleaned_data["enterprise"])
    return page(request, "programmes/trial.html", context)


@require_safe
def preview(request, pk):
    """The form as a worker will see it; what is written here is not sent."""
    programme = find_to_edit(request, pk)
    version = programme.form_in_the_making or programme.questionnaire
    questions = [(question, field_of(question)) for question in version.asked()]
    categories = programme.categories.order_by("position")
    context = {"programme": programme, "questions": questions, "categories": categories}
    return page(request, "programmes/preview.html", context)


def field_of(question):
    """A bound field outside of any form."""
    form = forms.forms.Form(prefix=f"p{question.pk}")
    form.fields[question.key] = question.field()
    return form[question.key]
