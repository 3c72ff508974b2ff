"""What one files and confirms of 在册职工数."""

from django import forms

from jiangxin.lib import clock
from jiangxin.organisations.forms import DAY_WORDS
from jiangxin.organisations.models import HeadcountPart
from jiangxin.organisations.models.headcount_part import bands_of, too_many

MOST = 2_000_000  # more workers than any employer has: a slip of the key
NUMBER_WORDS = {
    "required": "请填人数。",
    "invalid": "人数只填数字，例如 128。",
    "min_value": "人数不能小于 0。",
    "max_value": f"人数最多 {MOST:,}，请核对是否多写了几位。",
}
CHANGED = "这个职工数在您看的时候重新填报过。下面是现在的数字，核对后再确认。"
Facet = HeadcountPart.Facet


def number(label, **how):
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, error_messages=NUMBER_WORDS, **how
    )


class HeadcountForm(forms.Form):
    """The arguments of `Headcount.file`; the bands of the structure are fields of their own."""

    as_of = forms.DateField(
        label="截至",
        help_text="哪一天的人数，不能晚于今天。同一天再填，以后填的为准。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_WORDS,
    )
    workers = number("在册职工", help_text="和企业有劳动关系的全部人数。参与率用它作分母。")
    frontline = number(
        "一线职工", required=False, help_text="车间主任及以下，和专门从事技术工作的人。"
    )
    members = number("工会会员", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, _, band in fields_of_structure():
            self.fields[name] = number(band, required=False)

    @classmethod
    def as_filed(cls, filed, today):
        """What the form begins with: today, and all that was already filed for today."""
        if filed is None:
            return {"as_of": today}
        structure = filed.structure()
        told = {name: getattr(filed, name) for name in ("as_of", "workers", "frontline", "members")}
        parts = fields_of_structure()
        return told | {name: structure.get(facet, {}).get(band) for name, facet, band in parts}

    def clean_as_of(self):
        if self.cleaned_data["as_of"] > clock.today():
            raise forms.ValidationError("这一天还没有到，请填今天或以前的日子。")
        return self.cleaned_data["as_of"]

    def clean(self):
        told, workers = self.cleaned_data, self.cleaned_data.get("workers")
        for part in ("frontline", "members"):
            if workers is not None and (told.get(part) or 0) > workers:
                label = self.fields[part].label
                self.add_error(part, f"{label}不能多于在册职工 {workers:,} 人。")
        told["structure"] = self._structure(workers)
        return told

    def _structure(self, workers):
        """{facet: {band: workers}} of what was filled in; a sum too large at its last number."""
        structure, last = {}, {}
        for name, facet, band in fields_of_structure():
            many = self.cleaned_data.pop(name, None)
            if many is not None:
                structure.setdefault(facet, {})[band], last[facet] = many, name
        for facet, bands in structure.items():
            if workers is not None and sum(bands.values()) > workers:
                label = Facet(facet).label
                self.add_error(last[facet], too_many(label, sum(bands.values()), workers))
        return structure or None

    def facets(self):
        """[(label, [bound fields])] for the page."""
        found = {facet: [] for facet in Facet}
        for name, facet, _ in fields_of_structure():
            found[facet].append(self[name])
        return [(facet.label, bounds) for facet, bounds in found.items()]

    def is_divided(self):
        """Is there anything in the structure to show at once?"""
        return any(bound.value() or bound.errors for _, row in self.facets() for bound in row)


def fields_of_structure():
    """(name of the field, facet, band) of today's bands."""
    for facet in Facet:
        for n, band in enumerate(bands_of(facet)):
            yield f"{facet.value}_{n}", facet.value, band


class ConfirmationForm(forms.Form):
    """That one confirms what one saw, and not what was filed in the meantime."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, headcount, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = headcount.filed_at.isoformat()

    def clean(self):
        if self.cleaned_data.get("seen") != self.now:
            raise forms.ValidationError(CHANGED)
        return self.cleaned_data
