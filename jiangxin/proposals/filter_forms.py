"""Which proposals of a list are wanted, as its address says."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from jiangxin.organisations.models import Organisation, Park
from jiangxin.programmes.models import Programme, Status

MOST = 200  # of a list to choose from
Tier = Organisation.Tier


EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)  # another day is a slip of the finger


def day(label):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(label=label, required=False, widget=widget, validators=limits)


class FilterForm(forms.Form):
    """Status, call, category, place and days. What makes no sense asks for nothing.

    What can be chosen is asked of the database only where somebody opened it (`more`).
    """

    MORE = ("programme", "category", "place", "first", "last")

    status = forms.ChoiceField(required=False, choices=[("", "全部状态"), *Status.choices])
    programme = forms.ChoiceField(label="活动", required=False)
    category = forms.ChoiceField(label="类别", required=False)
    place = forms.ChoiceField(label="地方", required=False)
    first = day("从哪天起提交的")
    last = day("到哪天止")

    def __init__(self, data, *, user):
        super().__init__(data)
        for name in self.MORE:
            dress(self.fields[name].widget)
        self.programmes, self.places = {}, {}
        self.is_open = "more" in data or any(data.get(name) for name in self.MORE)
        if self.is_open:
            self._offer(user)
        self.is_valid()

    def chosen(self, rows):
        """Those of the rows that are wanted."""
        told = {name: value for name, value in self.cleaned_data.items() if value}
        rows = rows.with_status(told.get("status", ""))
        if programme := self.programmes.get(told.get("programme")):
            rows = rows.of_programme(programme)
        if "category" in told:
            rows = rows.filter(category=told["category"])
        if place := self.places.get(told.get("place")):
            rows = rows.in_place(place)
        return rows.sent_between(told.get("first"), told.get("last"))

    def more(self):
        """The fields behind 更多条件."""
        return [self[name] for name in self.MORE]

    def is_narrowed(self):
        return any(self.cleaned_data.values())

    def _offer(self, user):
        calls = Programme.objects.visible_to(user).published().order_by("-id")[:MOST]
        self.programmes = {str(call.pk): call for call in calls}
        self.places = {f"{kind}{row.pk}": row for kind, row in places_of(user)}
        self._choose("programme", "全部活动", self.programmes)
        self._choose("place", "全部区局、园区", self.places)
        programme = self.programmes.get(str(self.data.get("programme", "")))
        found = programme.categories.order_by("position") if programme else ()
        self._choose("category", "全部类别", {str(one.pk): one for one in found})

    def _choose(self, name, everything, rows):
        choices = [("", everything), *((key, str(row)) for key, row in rows.items())]
        self.fields[name].choices = choices


def dress(widget):
    is_list = isinstance(widget, forms.Select)
    widget.attrs["class"] = "form-select" if is_list else "form-control"


def place_named(user, key):
    """The name of a place that this user leads, by its key in an address; or ""."""
    return next((str(row) for kind, row in places_of(user) if f"{kind}{row.pk}" == key), "")


def places_of(user):
    """("union" or "park", row): the districts, bureaus and parks that this user leads."""
    unions = Organisation.objects.led_by(user).filter(tier=Tier.BUREAU).order_by("id")[:MOST]
    parks = Park.objects.led_by(user).order_by("id")[:MOST]
    return [*(("union", row) for row in unions), *(("park", row) for row in parks)]
