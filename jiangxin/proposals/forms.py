import re
import unicodedata

from django import forms
from django.http import QueryDict

from jiangxin.documents.photo import develop
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.lib.text import clean_name
from jiangxin.people.models import Employment
from jiangxin.proposals.models import Duty, Photo
from jiangxin.questionnaires.fields import CleanLineField, CleanTextField
from jiangxin.questionnaires.models import Question

TITLE_LIMIT = 120
MOST_FIELDS, MOST_VALUES = 1500, 50  # of a form that is being written
MOST_COLLEAGUES = 9
JOTTED = ("title", "category", "duty", "colleagues")  # kept of a form, besides its answers
ANSWER = "answer_"
BETWEEN_NAMES = re.compile(r"[、,，;；\n]+")
NAME = re.compile(r"(?P<name>.*?)[\s(（]*(?P<digits>\d{4})?[\s)）]*", re.DOTALL)


class ListForm(forms.Form):
    """What the list is asked for; what cannot be read asks for nothing."""

    q = forms.CharField(required=False, max_length=200)
    status = forms.CharField(required=False, max_length=20)
    programme = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    category = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    place = forms.RegexField(r"^(union|park)\d{1,17}$", required=False)
    first = forms.RegexField(r"^\d{4}-\d\d-\d\d$", required=False)
    last = forms.RegexField(r"^\d{4}-\d\d-\d\d$", required=False)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos: a list of (name, developed Photo); the error says which one and why."""

    def __init__(self, **asked):
        chooser = SeveralFiles(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(required=False, widget=chooser, **asked)

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        files = [file for file in files if file]
        if len(files) > Photo.MOST:
            raise forms.ValidationError(f"照片最多 {Photo.MOST} 张，现在选了 {len(files)} 张。")
        return [(file.name, self._developed(file, n)) for n, file in enumerate(files, start=1)]

    def _developed(self, file, number):
        try:
            return develop(file)
        except UnreadableFile as fault:
            raise forms.ValidationError(f"第 {number} 张：{fault}") from fault


class ProposalForm(forms.Form):
    """题目、类别、照片、同事, and whatever the programme's questionnaire asks.

    A draft may leave all but its title open. `written()` is what Proposal.revise takes;
    Proposal.write also needs the form_token.
    """

    title = CleanLineField(
        label="题目",
        help_text="一句话说清改什么，最好 40 字以内。",
        max_length=TITLE_LIMIT,
        error_messages={"required": "请先写题目，一句话就行。"},
    )
    photos = PhotosField(label="照片")
    colleagues = CleanTextField(
        label="一起提的同事",
        help_text="写姓名，几个人用顿号隔开；同名的在姓名后加手机号后四位。他们同意后才算一起提。",
        max_length=400,
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    FIRST, LAST = (), ("photos", "colleagues", "form_token")  # before and after the questions
    MAY_WAIT = True  # as a draft
    NOT_THE_AUTHOR = "不用写您自己，您已经是提出人。"

    def __init__(self, data=None, files=None, *, programme, person, proposal=None, **how):
        super().__init__(data, files, **how)
        self.programme, self.person, self.proposal = programme, person, proposal
        self.is_draft = self.MAY_WAIT and bool(data) and data.get("act") != "submit"
        written_on = proposal.journey.questionnaire if proposal else programme.questionnaire
        self.questions = written_on.asked()
        categories = {str(c.pk): c for c in programme.categories.order_by("position")}
        self.categories = categories
        own = {name: self.fields[name] for name in self.FIRST}
        if categories:
            own["category"] = forms.ChoiceField(
                label="类别",
                choices=[(key, category.name) for key, category in categories.items()],
                widget=forms.RadioSelect,
                required=not self.is_draft,
                error_messages={"required": "请选一个类别，拿不准就选最接近的。"},
            )
        own["title"] = self.fields["title"]
        for question in self.questions:
            own[ANSWER + question.key] = self._field_of(question)
        if programme.asks_duty:
            own["duty"] = duty_field()
        self.fields = own | {name: self.fields[name] for name in self.LAST}

    @property
    def enterprise(self):
        """Whose workers may be named on it."""
        return self.person.employment().enterprise

    @property
    def hinted(self):
        """The names of what `views.same.hint` reads of this form: no file, no colleague."""
        kept = {Question.Kind.FILE, Question.Kind.PERSON}
        asked = [ANSWER + question.key for question in self.questions if question.kind not in kept]
        return ",".join(["title", "exclude", *asked])

    def _field_of(self, question):
        there = self.proposal and self.proposal.answers.get(question.key)
        is_kept = question.kind == Question.Kind.FILE and there
        field = question.field(is_required=False if self.is_draft or is_kept else None)
        if question.kind == Question.Kind.PERSON:
            field.find = self._colleague
        return field

    def asked(self):
        """(question, its bound field, the name of a file that is kept already)."""
        for question in self.questions:
            there = self.proposal and self.proposal.answers.get(question.key)
            file = there["name"] if question.kind == Question.Kind.FILE and there else ""
            yield question, self[ANSWER + question.key], file

    def clean(self):
        """Nothing is required, wrong or kept where a question is not asked of this answer."""
        self.answers, self.papers = {}, {}
        for question in self.questions:
            name = ANSWER + question.key
            if not question.is_asked(self.answers):
                self.errors.pop(name, None)
            elif question.kind == Question.Kind.FILE:
                self._take_paper(question.key, self.cleaned_data.get(name))
            else:
                self.answers[question.key] = question.kept(self.cleaned_data.get(name))
        return self.cleaned_data

    def _take_paper(self, key, paper):
        """A new file, or the one that is there."""
        self.answers[key] = (self.proposal and self.proposal.answers.get(key)) or ""
        if paper:
            self.papers[key] = paper

    def clean_category(self):
        return self.categories.get(self.cleaned_data["category"])

    def clean_colleagues(self):
        """The Persons who are meant, all of the author's own enterprise."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["colleagues"])
        wanted = [part.strip() for part in BETWEEN_NAMES.split(text) if part.strip()]
        if len(wanted) > MOST_COLLEAGUES:
            raise forms.ValidationError(f"一起提的同事最多 {MOST_COLLEAGUES} 位。")
        people = {person.pk: person for person in map(self._colleague, wanted)}
        return list(people.values())

    def _colleague(self, wanted):
        name, digits = name_and_digits(wanted)
        if self.person and name == self.person.name and not digits:
            raise forms.ValidationError(self.NOT_THE_AUTHOR)
        return the_one(name, digits, self._namesakes(name))

    def _namesakes(self, name):
        """Colleagues of this name; one who is on the list of authors already is the one meant."""
        people = [one for one in workers_named(name, self.enterprise) if one != self.person]
        if self.proposal:
            known = set(self.proposal.authorships.values_list("person", flat=True))
            return [person for person in people if person.pk in known] or people
        return people

    def written(self):
        """title, answers, papers, category, colleagues, photos, duty; and whether to submit it."""
        said = self.cleaned_data
        asked = {"duty": said["duty"]} if "duty" in said else {}
        return {
            **asked,
            "title": said["title"],
            "answers": self.answers,
            "papers": self.papers,
            "category": said.get("category"),
            "colleagues": said["colleagues"],
            "photos": said["photos"],
            "submit": not self.is_draft,
        }


def duty_field():
    """和本职工作的关系: who does not want to say leaves it open."""
    return forms.ChoiceField(
        label="和本职工作的关系",
        choices=Duty,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "请在列出的几种里选，或不填。"},
    )


def name_and_digits(text):
    """“王 敏 1234” → (王敏, 1234): a name, and the last four of a phone where names agree."""
    found = NAME.fullmatch(text)
    return clean_name(found["name"]), found["digits"]


def workers_named(name, enterprise):
    """A list: who of this name works in the enterprise today."""
    here = Employment.objects.today().filter(enterprise=enterprise, person__name=name)
    return [job.person for job in here.select_related("person").order_by("id")]


def the_one(name, digits, people, otherwise="或先不写"):
    """Who of these people is meant; else why that is not certain, and what to do."""
    matching = [p for p in people if not digits or (p.phone or "").endswith(digits)]
    if len(matching) == 1:
        return matching[0]
    raise forms.ValidationError(not_one(name, digits, len(matching), otherwise))


def not_one(name, digits, found, otherwise):
    if found:
        return f"本单位有 {found} 位“{name}”，请在姓名后加手机号后四位，如“{name} 1234”。"
    if digits:
        return f"本单位没有手机号后四位是 {digits} 的“{name}”，请核对，{otherwise}。"
    return f"本单位名册上没有“{name}”，请核对姓名，{otherwise}。"


def initial_of(proposal):
    """What a form shows of a proposal that is written already."""
    open_ones = proposal.authorships.filter(consented_at=None, declined_at=None)
    names = open_ones.order_by("position").values_list("person__name", flat=True)
    return {
        "title": proposal.title,
        "category": str(proposal.category_id or ""),
        "duty": proposal.duty,
        "colleagues": "、".join(names),
        "form_token": proposal.form_token,
        **{
            ANSWER + question.key: question.typed(proposal.answers.get(question.key, ""))
            for question in proposal.journey.questionnaire.asked()
        },
    }


def jotted(form, fields):
    """What was being written when it was last kept on the server, as this form shows it."""
    said = QueryDict(mutable=True)
    for name, values in fields.items():
        said.setlist(name, values)
    shown = {}
    for name, field in form.fields.items():
        if not isinstance(field, forms.FileField) and name != "form_token":
            shown[name] = field.widget.value_from_datadict(said, {}, name)
    return shown


class JotForm(forms.Form):
    """A form as it stands, unchecked: what Proposal.jot takes. Its other fields are the answers."""

    form_token = forms.UUIDField()
    window = forms.CharField(required=False, max_length=40)

    def written(self):
        said = self.cleaned_data
        names = [n for n in self.data if n in JOTTED]
        names += [n for n in self.data if n.startswith(ANSWER)][:MOST_FIELDS]
        fields = {n: [storable(text) for text in self.data.getlist(n)[:MOST_VALUES]] for n in names}
        return {"token": said["form_token"], "window": said["window"], "fields": fields}


def storable(text):
    """What JSON in the database cannot hold goes; everything else stays as it was typed."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
