"""计划期和目标."""

from django import forms

from jiangxin.kpi.forms import MonthField, SourceField
from jiangxin.kpi.models import Indicator, PlanPeriod
from jiangxin.kpi.period import later_by


class PlanForm(forms.Form):
    """计划期: its name, its first and last month, and where it stands."""

    name = forms.CharField(
        label="名称", max_length=40, help_text="例如 十五五",
        error_messages={"required": "请写计划期的名称。"},
    )  # fmt: skip
    first = MonthField(label="从哪个月", help_text="写作 2026-01")
    last = MonthField(label="到哪个月", help_text="写作 2030-12，这个月也算在内")
    source = SourceField()

    @classmethod
    def filled(cls, plan):
        months = {name: f"{getattr(plan.period, name):%Y-%m}" for name in ("first", "last")}
        return cls(initial={"name": plan.name, "source": plan.source, **months})

    def clean(self):
        told = self.cleaned_data
        if "first" in told and "last" in told:
            told["until"] = later_by(told.pop("last"), 1)
            if told["until"] <= told["first"]:
                self.add_error("last", "结束要晚于开始。")
        return told


class TargetForm(forms.Form):
    """目标 of one place: of which plan period, which indicator, how much, and why so much."""

    plan = forms.ModelChoiceField(PlanPeriod.objects.order_by("-first"), label="计划期")
    indicator = forms.ModelChoiceField(
        Indicator.objects.order_by("position"), label="指标", to_field_name="code",
        empty_label="选一项", error_messages={"required": "请选一项指标。"},
    )  # fmt: skip
    value = forms.DecimalField(
        label="目标", max_digits=14, decimal_places=1,
        help_text="比率写百分数，例如 70；效益写元",
        error_messages={"required": "请写目标是多少。", "invalid": "请只写一个数。"},
    )  # fmt: skip
    source = SourceField()

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.fields["indicator"]
        asked.queryset = asked.queryset.filter(code__in=codes)

    def clean(self):
        told = self.cleaned_data
        value, indicator = told.get("value"), told.get("indicator")
        if value is None or indicator is None:
            return told
        is_rate = indicator.unit == Indicator.Unit.PER_CENT
        if value <= 0:
            self.add_error("value", "目标要大于 0。")
        elif is_rate and value > 100:
            self.add_error("value", "比率的目标最多是 100。")
        elif not is_rate and value != int(value):
            self.add_error("value", "这个指标的目标是整数。")
        return told
