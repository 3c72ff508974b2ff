from django import forms

from jiangxin.lib import clock

MOST = 2_000_000  # more workers than any employer has: a slip of the key
DAY_WORDS = {"required": "请填一个日子。", "invalid": "日子看不懂，请写成 2026-11-23 的样子。"}
NUMBER_WORDS = {
    "required": "请填人数。",
    "invalid": "人数只填数字，例如 128。",
    "min_value": "人数不能小于 0。",
    "max_value": f"人数最多 {MOST:,}，请核对是否多写了几位。",
}


class SearchForm(forms.Form):
    """What a list is asked for; what cannot be read asks for nothing."""

    q = forms.CharField(required=False, max_length=60)
    under = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        form.is_valid()
        return form.cleaned_data.get("q", ""), form.cleaned_data.get("under")


class HeadcountForm(forms.Form):
    as_of = forms.DateField(
        label="截至",
        help_text="哪一天的人数，不能晚于今天。同一天再填，以后填的为准。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_WORDS,
    )
    workers = forms.IntegerField(
        label="在册职工",
        min_value=0,
        max_value=MOST,
        help_text="和企业有劳动关系的全部人数。参与率用它作分母。",
        error_messages=NUMBER_WORDS,
    )
    frontline = forms.IntegerField(
        label="一线职工",
        required=False,
        min_value=0,
        max_value=MOST,
        help_text="车间主任及以下，和专门从事技术工作的人。",
        error_messages=NUMBER_WORDS,
    )
    members = forms.IntegerField(
        label="工会会员",
        required=False,
        min_value=0,
        max_value=MOST,
        error_messages=NUMBER_WORDS,
    )

    def clean_as_of(self):
        if self.cleaned_data["as_of"] > clock.today():
            raise forms.ValidationError("这一天还没有到，请填今天或以前的日子。")
        return self.cleaned_data["as_of"]

    def clean(self):
        workers = self.cleaned_data.get("workers")
        for part in ("frontline", "members"):
            number = self.cleaned_data.get(part)
            if workers is not None and number is not None and number > workers:
                label = self.fields[part].label
                self.add_error(part, f"{label}不能多于在册职工 {workers:,} 人。")
        return self.cleaned_data


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
