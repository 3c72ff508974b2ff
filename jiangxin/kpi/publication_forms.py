"""Which year is published."""

from django import forms

from jiangxin.kpi.models import Publication
from jiangxin.lib import clock

YEARS_BACK = 5  # that may still be published


class PublicationForm(forms.Form):
    """公布 which of the years that are over and not published yet."""

    year = forms.TypedChoiceField(
        label="公布哪一年",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="只能是整年，过完了的；公布以后不再改",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选要公布的一年。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        this = clock.today().year
        known = set(Publication.objects.published().values_list("year", flat=True))
        years = [year for year in range(this - 1, this - 1 - YEARS_BACK, -1) if year not in known]
        self.fields["year"].choices = [(year, f"{year}年") for year in years]
