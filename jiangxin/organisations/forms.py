from django import forms
from django.utils.functional import cached_property

from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.organisations.permits import EnterprisePermits, ParkPermits, decides_below

DAY_WORDS = {"required": "请填一个日子。", "invalid": "日子看不懂，请写成 2026-11-23 的样子。"}


class SearchForm(forms.Form):
    """What a list is asked for; what cannot be read asks for nothing."""

    q = forms.CharField(required=False, max_length=60)
    under = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        form.is_valid()
        return form.cleaned_data.get("q", ""), form.cleaned_data.get("under")


class PlaceForm(forms.Form):
    """Of which enterprise a list is asked for: its key."""

    enterprise = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class AsOfForm(forms.Form):
    """看某一天: a day before today. What cannot be looked at asks for today, and says why."""

    on = forms.DateField(
        label="哪一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "“哪一天”看不懂，请写成 2026-11-23 的样子。"},
    )

    @property
    def day(self):
        """The past day that is asked for, or None for today."""
        day = self.cleaned_data.get("on") if self.is_valid() else None
        return day if day != self.today else None

    @cached_property
    def today(self):
        return clock.today()

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and day > self.today:
            raise forms.ValidationError("这一天还没有到。")
        return day


class EndingForm(forms.Form):
    """On which day an office is over: the first day without it."""

    on = forms.DateField(
        label="从哪天起不再任职",
        help_text="这一天起就看不到、办不了这里的事。可以填今天。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_WORDS,
    )

    def clean_on(self):
        if self.cleaned_data["on"] < clock.today():
            raise forms.ValidationError("请填今天或以后的日子：已经办过的事不能改。")
        return self.cleaned_data["on"]


class PlaceField(forms.CharField):
    """A union, a park or an enterprise by its name; where names agree, by its number."""

    def __init__(self, model, **kwargs):
        super().__init__(max_length=120, **kwargs)
        self.model, self.rows = model, model.objects.none()

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        there = self.rows.filter(closed_on=None)
        if text.isdecimal() and len(text) < 18 and (row := there.filter(pk=int(text)).first()):
            return row
        found = list(there.filter(name=text)[:6]) or list(there.named(text)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError("您能选的里面没有这个名称。请核对全称。")
        known = "、".join(f"{row}（编号 {row.pk}）" for row in found[:5])
        raise forms.ValidationError(f"有几个都叫这个名称：{known}。请填全称或编号。")


class ChangeForm(forms.Form):
    """From which day. The other fields are the arguments of the verb, by their names."""

    on = forms.DateField(
        label="从哪天起",
        help_text="变动从这一天起算。可以是以前的日子，不能晚于今天。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            if isinstance(field, PlaceField):
                field.rows = self.choosable(field, user)
        self.order_fields([*(name for name in self.fields if name != "on"), "on"])

    @staticmethod
    def choosable(field, user):
        """Unions below those that the user leads, enterprises seen, and any park.

        For an enterprise may go where its union has no sight; a union goes where one decides.
        """
        if field.model is Organisation:
            return Organisation.objects.filter(decides_below(user).below("path"))
        return Park.objects.all() if field.model is Park else field.model.objects.visible_to(user)

    def clean_on(self):
        if self.cleaned_data["on"] > clock.today():
            raise forms.ValidationError("这一天还没有到，请填今天或以前的日子。")
        return self.cleaned_data["on"]


class RenameForm(ChangeForm):
    name = forms.CharField(label="新名称", max_length=120, help_text="旧名称留作曾用名。")


class ParkForm(ChangeForm):
    park = PlaceField(Park, label="迁入的园区", help_text="园区的名称。")


class UnionForm(ChangeForm):
    organisation = PlaceField(
        Organisation, label="新的工会", help_text="您任职的工会，或它下面的工会。"
    )


class ParentForm(ChangeForm):
    parent = PlaceField(Organisation, label="新的上级工会", help_text="下属工会会一起跟过去。")


class SplitForm(ChangeForm):
    name = forms.CharField(label="新企业的名称", max_length=120)
    credit_code = forms.CharField(label="新企业的统一社会信用代码", max_length=30)
    address = forms.CharField(label="地址", max_length=200, required=False)


class IntoForm(ChangeForm):
    """Into another one, about which the user decides as well."""

    def clean_other(self):
        other = self.cleaned_data["other"]
        if not self.permits(self.user, other).merge_into():
            raise forms.ValidationError(f"“{other}”不归您的工会决定，请找两边共同的上级工会办。")
        return other


class IntoEnterpriseForm(IntoForm):
    permits = EnterprisePermits
    other = PlaceField(Enterprise, label="并入哪家企业", help_text="名称或统一社会信用代码。")


class IntoParkForm(IntoForm):
    permits = ParkPermits
    other = PlaceField(Park, label="并入哪个园区", help_text="这里的企业从那天起都算在那个园区。")


# The verbs of a thing, as the page offers them: the verb, its word, what it asks.
VERBS = {
    Enterprise: {
        "move_park": ("迁园或入驻", ParkForm),
        "leave_park": ("离园", ChangeForm),
        "rename": ("更名", RenameForm),
        "change_union": ("改隶", UnionForm),
        "leave_union": ("脱离工会", ChangeForm),
        "split": ("分立", SplitForm),
        "merge_into": ("并入另一家", IntoEnterpriseForm),
        "close": ("关闭", ChangeForm),
    },
    Organisation: {
        "rename": ("更名", RenameForm),
        "move": ("改上级", ParentForm),
        "close": ("关闭", ChangeForm),
    },
    Park: {
        "rename": ("更名", RenameForm),
        "change_union": ("改园区工会", UnionForm),
        "merge_into": ("并入另一个园区", IntoParkForm),
        "close": ("关闭", ChangeForm),
    },
}
