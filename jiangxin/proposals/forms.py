import re
import unicodedata

from django import forms

from jiangxin.documents.photo import develop
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.lib.text import clean_name
from jiangxin.people.models import Employment
from jiangxin.proposals.models import Photo
from jiangxin.questionnaires.models import CleanLineField, CleanTextField

TITLE_LIMIT = 120
REMARK_LIMIT = 500
MOST_COLLEAGUES = 9
ANSWER = "answer_"
BETWEEN_NAMES = re.compile(r"[、,，;；\n]+")
NAME = re.compile(r"(?P<name>.*?)[\s(（]*(?P<digits>\d{4})?[\s)）]*", re.DOTALL)


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

    def __init__(self, data=None, files=None, *, programme, person, proposal=None, **how):
        super().__init__(data, files, **how)
        self.programme, self.person, self.proposal = programme, person, proposal
        self.is_draft = bool(data) and data.get("act") != "submit"
        self.questions = programme.questionnaire.asked()
        categories = {str(c.pk): c for c in programme.categories.order_by("position")}
        self.categories = categories
        own = {}
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
            required = False if self.is_draft else None
            own[ANSWER + question.key] = question.field(is_required=required)
        last = ("photos", "colleagues", "form_token")
        self.fields = own | {name: self.fields[name] for name in last}

    def answer_fields(self):
        return [self[ANSWER + question.key] for question in self.questions]

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
        found = NAME.fullmatch(wanted)
        name, digits = clean_name(found["name"]), found["digits"]
        if name == self.person.name and not digits:
            raise forms.ValidationError("不用写您自己，您已经是提出人。")
        matching = self._namesakes(name)
        if digits:
            matching = [p for p in matching if (p.phone or "").endswith(digits)]
        if len(matching) == 1:
            return matching[0]
        raise forms.ValidationError(not_one(name, digits, len(matching)))

    def _namesakes(self, name):
        """Colleagues of this name; one who is on the list of authors already is the one meant."""
        job = self.person.employment()
        here = Employment.objects.today().filter(enterprise=job.enterprise, person__name=name)
        others = here.exclude(person=self.person).select_related("person").order_by("id")
        people = [employment.person for employment in others]
        if self.proposal:
            known = set(self.proposal.authorships.values_list("person", flat=True))
            return [person for person in people if person.pk in known] or people
        return people

    def written(self):
        """title, answers, category, colleagues, photos; and whether to submit it."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "answers": {q.key: q.kept(said.get(ANSWER + q.key)) for q in self.questions},
            "category": said.get("category"),
            "colleagues": said["colleagues"],
            "photos": said["photos"],
            "submit": not self.is_draft,
        }


def not_one(name, digits, found):
    """Why a colleague's name does not say who is meant, and what to do."""
    if found:
        return f"本单位有 {found} 位“{name}”，请在姓名后加手机号后四位，如“{name} 1234”。"
    if digits:
        return f"本单位没有手机号后四位是 {digits} 的“{name}”，请核对，或先不写。"
    return f"本单位名册上没有“{name}”，请核对姓名，或先不写。"


def initial_of(proposal):
    """What a form shows of a proposal that is written already."""
    open_ones = proposal.authorships.filter(consented_at=None, declined_at=None)
    names = open_ones.order_by("position").values_list("person__name", flat=True)
    return {
        "title": proposal.title,
        "category": str(proposal.category_id or ""),
        "colleagues": "、".join(names),
        "form_token": proposal.form_token,
        **{ANSWER + key: answer for key, answer in proposal.answers.items()},
    }


class DecisionForm(forms.Form):
    """您的意见: a word to the author; a reason for 不通过. `moves` is what the page showed."""

    remark = CleanTextField(
        label="给建议人的话",
        max_length=REMARK_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "通过时可不写；退回和不通过必须写"}),
    )
    reason = forms.ChoiceField(
        label="不通过的理由",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    moves = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, programme, needs=(), **how):
        """`needs`: which of remark and reason this act cannot do without."""
        super().__init__(data, **how)
        names = programme.reasons.order_by("position").values_list("name", flat=True)
        self.fields["reason"].choices = [("", "只在不通过时选"), *((name, name) for name in names)]
        said = {"remark": "请写一句话，让对方知道怎么办。", "reason": "请选一个不通过的理由。"}
        for name in needs:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = said[name]

    def moves_shown(self):
        """Which version of the road the page showed, None when it does not say."""
        self.full_clean()
        return self.cleaned_data.get("moves")
