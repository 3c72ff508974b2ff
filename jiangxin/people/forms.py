from datetime import timedelta

from django import forms

from jiangxin.lib import clock
from jiangxin.organisations.models import Office

Role = Office.Role
LATEST = 2199  # the year of a slip of the key; the day after the last of all days is none
NAMESAKES = 5000  # people of one name whose phones are compared, at most


def day(**told):
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填一个日子。",
            "invalid": "日子看不懂，请写成 2026-11-23 的样子。",
        },
        **told,
    )


class PeopleSearchForm(forms.Form):
    """What the list is asked for; what cannot be read asks for nothing."""

    q = forms.CharField(required=False, max_length=60)
    enterprise = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        form.is_valid()
        return form.cleaned_data.get("q", ""), form.cleaned_data.get("enterprise")


class DayForm(forms.Form):
    """As of which day a list is asked for; a day that makes no sense is today."""

    on = day(required=False)

    def clean_on(self):
        if (on := self.cleaned_data["on"]) and on > clock.today():
            raise forms.ValidationError("这一天还没有到，请填今天或以前的日子。")
        return on

    @classmethod
    def asked(cls, request):
        """(the day, what is wrong with what was asked)"""
        form = cls(request.GET)
        wrong = "" if form.is_valid() else form.errors["on"][0]
        return form.cleaned_data.get("on") or clock.today(), wrong


class AppointmentForm(forms.Form):
    """Who, as what, from when: `cleaned_data` has person, role, since, until, department."""

    name = forms.CharField(
        label="姓名", max_length=60, error_messages={"required": "请填要任命的人的姓名。"}
    )
    tail = forms.RegexField(
        r"^\d{4}$",
        label="手机号后四位",
        help_text="和姓名一起认人，免得同名弄错。",
        error_messages=dict.fromkeys(("required", "invalid"), "请填手机号最后 4 位数字。"),
    )
    role = forms.ChoiceField(
        label="职务", choices=(), error_messages={"required": "请选一个职务。"}
    )
    department = forms.CharField(label="部门", max_length=60, required=False)
    since = day(label="从哪天起", help_text="可以填以后的日子，到那天才生效。")
    last_on = day(label="最后一天", required=False, help_text="不填就一直有效，直到免去。")

    def __init__(self, *args, people, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["role"].choices = [(role.value, role.label) for role in roles]

    def clean_since(self):
        if self.cleaned_data["since"] < clock.today():
            raise forms.ValidationError("请填今天或以后的日子。")
        return self.cleaned_data["since"]

    def clean_last_on(self):
        if (last_on := self.cleaned_data["last_on"]) and last_on.year > LATEST:
            raise forms.ValidationError("这一天太远了，请核对年份。")
        return last_on

    def clean(self):
        told = self.cleaned_data
        last_on, since = told.pop("last_on", None), told.get("since")
        if last_on and since and last_on < since:
            self.add_error("last_on", "最后一天不能早于开始的那天。")
        told["until"] = last_on + timedelta(days=1) if last_on else None
        if "name" in told and "tail" in told:
            told["person"] = self._one_person(told.pop("name"), told.pop("tail"))
        return told

    def _one_person(self, name, tail):
        named = self.people.filter(name=name).exclude(phone_fingerprint=None)[:NAMESAKES]
        found = [person for person in named if person.phone[-4:] == tail]
        if len(found) != 1:
            self.add_error("name", WHICH if found else NOBODY)
            return None
        return found[0]


NOBODY = "您能看到的职工里，没有姓名和手机尾号都对得上的人。请核对，或先把这个人加进名册。"
WHICH = "有几个人姓名和手机尾号都相同，分不清是哪一位。请先在名册里核对手机号。"


class DisclosureForm(forms.Form):
    field = forms.ChoiceField(
        label="要看哪个号码",
        choices=[("id_number", "身份证号"), ("phone", "手机号")],
        error_messages={"required": "请选要看的号码。"},
    )
    reason = forms.CharField(
        label="为什么要看",
        max_length=200,
        min_length=4,
        help_text="写办哪件事要用，例如：核对技师证书的姓名和身份证号。会和您的名字一起记下来。",
        error_messages=dict.fromkeys(
            ("required", "min_length"), "请写清楚办哪件事要用，至少 4 个字。"
        ),
    )
