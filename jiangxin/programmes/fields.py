"""A form field of this room."""

import datetime

from django import forms

from jiangxin.lib import clock

EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=clock.CHINA)
LATEST = datetime.datetime(2100, 1, 1, tzinfo=clock.CHINA)


class MomentField(forms.DateTimeField):
    """A day and a time on China's clock."""

    def __init__(self, **how):
        how["error_messages"] = {
            "required": "请填日子和时间。",
            "invalid": "时间看不懂，请写成 2026-11-23 09:00 的样子。",
        }
        box = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=box, **how)

    def prepare_value(self, value):
        return clock.local(value) if isinstance(value, datetime.datetime) else value

    def validate(self, value):
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError("请填 2000 年到 2099 年之间的时间。")
