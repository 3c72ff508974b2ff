from django import forms

from jiangxin.lib.numbers import Phone
from jiangxin.lib.text import clean_name
from jiangxin.people.models import Person
from jiangxin.people.move_forms import read
from jiangxin.people.permits import PersonPermits

MOST = 20  # of those who share a number, at most so many give it up at once
SHARED, THEIRS_NO_MORE = "shared", "theirs_no_more"


class CorrectionForm(forms.Form):
    """What is right: `cleaned_data` has the arguments of Person.correct."""

    name = forms.CharField(label="姓名", max_length=60, help_text="改了以后，旧的留作曾用名。")
    phone = forms.CharField(
        label="新手机号", max_length=30, required=False, help_text="不填就不改。职工用它登录。"
    )
    is_lost = forms.BooleanField(
        label="现在登记的手机号不是本人的了，停用",
        required=False,
        help_text="例如号码已由别人使用。停用后它不能再登录这份记录。",
    )
    reason = forms.CharField(
        label="凭什么更正",
        max_length=200,
        min_length=4,
        help_text="例如：已核对新身份证；本人来电说换了号。会和您的名字一起记下来。",
        error_messages={"min_length": "请写清楚，至少 4 个字。"},
    )

    def __init__(self, *args, person, user, **kwargs):
        super().__init__(*args, initial={"name": person.name}, **kwargs)
        self.person, self.user = person, user
        if not person.phone_fingerprint:
            del self.fields["is_lost"]
        self.others, self.within = [], []
        if self.is_bound:
            self._ask_about_others()

    def clean_name(self):
        if not (name := clean_name(self.cleaned_data["name"])):
            raise forms.ValidationError("请填姓名。")
        return name

    def clean_phone(self):
        phone = read(Phone.parse, self.cleaned_data["phone"])
        if phone and self.person.phone == phone:
            raise forms.ValidationError("名册上就是这个手机号。")
        return phone

    def clean(self):
        told = self.cleaned_data
        name, phone, is_lost = (told.get(key) for key in ("name", "phone", "is_lost"))
        if not self.errors and name == self.person.name and not phone and not is_lost:
            raise forms.ValidationError("还没有改动：请填新的姓名或手机号，或勾选停用。")
        if phone and is_lost:
            self.add_error("is_lost", "填了新手机号，旧的自然停用，不用再勾。")
        return {
            "name": name if name != self.person.name else None,
            "phone": phone or None,
            "is_lost": bool(is_lost),
            "reason": told.get("reason"),
            "instead_of": self.within if told.get("holders") == THEIRS_NO_MORE else [],
        }

    def _ask_about_others(self):
        """A phone that others have, too: is it shared, or do they give it up?"""
        self._find_others()
        if not self.others:
            return
        names = "、".join(str(person) for person in self.within)
        choices = [(SHARED, "是几个人共用的，都保留")]
        if self.within:
            choices.append((THEIRS_NO_MORE, f"已不是{names}的了，在那边停用"))
        many, beyond = len(self.others), len(self.others) - len(self.within)
        hint = f"其中 {beyond} 人不归您管，请他们的工会停用。" if beyond else ""
        self.fields["holders"] = forms.ChoiceField(
            label=f"名册上还有 {many} 人登记着这个新手机号",
            choices=choices,
            widget=forms.RadioSelect,
            help_text=hint,
            error_messages={"required": "请选一项：共用，还是已经换了人。"},
        )
        self.order_fields(["name", "phone", "holders", "is_lost", "reason"])

    def _find_others(self):
        try:
            phone = read(Phone.parse, self.data.get("phone", "").strip())
        except forms.ValidationError:
            return
        if phone and phone != self.person.phone:
            others = Person.objects.live().with_phone(phone).exclude(pk=self.person.pk)
            self.others = list(others.order_by("pk")[:MOST])
            seen = Person.objects.visible_to(self.user).filter(pk__in=[p.pk for p in self.others])
            self.within = [p for p in seen.order_by("pk") if PersonPermits(self.user, p).correct()]
