from django import forms

from jiangxin.organisations.forms import ChangeForm
from jiangxin.ui.fields import options
from jiangxin.ui.words import full_day

CHOSEN, ALL = "chosen", "all"


class LeavingForm(ChangeForm):
    """离职 of those who are not on the last roster: whom of them, and from which day.

    `rows` is the page of absentees that the officer sees; gives `people`, keys, and `on`.
    """

    who = forms.ChoiceField(
        label="哪些人离职",
        initial=CHOSEN,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选是哪些人。"),
    )
    people = forms.MultipleChoiceField(
        label="勾选的人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "勾选的人里有的已不在这一页，请看看名单再选。"},
    )

    def __init__(self, *args, roster, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.roster, self.rows = roster, rows
        self.number = roster.absentees().count()
        self.fields["who"].choices = [
            (CHOSEN, "这一页勾选的人"),
            (ALL, f"不在本表的 {self.number:,} 人全部"),
        ]
        self.fields["people"].choices = [(job.person_id, job.person.name) for job in rows]
        self.fields["on"].label = "从哪天起不在册"
        self.fields["on"].help_text = "前一天是最后一天。不能晚于今天。"
        self.order_fields(["who", "on", "people"])

    @property
    def boxes(self):
        """Each of the page, and the box beside them."""
        return zip(self.rows, options(self["people"])["options"], strict=True)

    def clean(self):
        told = self.cleaned_data
        who, on = told.pop("who", None), told.get("on")
        jobs = self.roster.absentees()
        if who == CHOSEN and not self.errors:
            jobs = jobs.filter(person__in=told["people"])
            if not told["people"]:
                self.add_error("people", "还没有勾选。请勾选要离职的人，或选“全部”。")
        if on and not self.errors:
            told["people"] = list(jobs.values_list("person", flat=True).order_by("pk"))
            self._require_begun(jobs, on)
        return told

    def _require_begun(self, jobs, on):
        late = jobs.filter(since__gte=on).order_by("-since")
        if number := late.count():
            last = full_day(late[0].since)
            self.add_error(
                "on", f"其中 {number:,} 人这一天还没有到岗，最晚的{last}才到。请填更晚的日子。"
            )
