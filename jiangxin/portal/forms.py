from django import forms

from jiangxin.notifications.carriers import robots
from jiangxin.notifications.models import Carrier, Kind, State
from jiangxin.notifications.models.kind import FOR_GROUPS, offered
from jiangxin.questionnaires.fields import CleanLineField

TIME_WORDS = {"required": "请填一个时间。", "invalid": "时间看不懂，请写成 22:00 的样子。"}
HINTS = {
    Kind.WAITING: "有新的等您办",
    Kind.ANSWER: "您提的有了答复",
    Kind.INVITATION: "同事请您署名",
    Kind.OFFICE: "任命和免去",
    Kind.REGISTER: "登记有变动",
    Kind.DIGEST: "每周一早上，积压了多少",
    Kind.REMINDER: "快到期了",
}


class SearchForm(forms.Form):
    """A few words; what cannot be read asks for nothing."""

    q = CleanLineField(required=False, max_length=60)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        return form.cleaned_data["q"].strip() if form.is_valid() else ""


class KindForm(forms.Form):
    """One kind of message, or "" for all."""

    kind = forms.ChoiceField(choices=Kind, required=False)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        return form.cleaned_data["kind"] if form.is_valid() else ""


class DeliveriesForm(forms.Form):
    """Which deliveries to look at: conditions for a filter."""

    state = forms.ChoiceField(choices=State, required=False)
    carrier = forms.ChoiceField(choices=Carrier, required=False)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        form.is_valid()
        told = {field: value for field, value in form.cleaned_data.items() if value}
        return {"state": State.FAILED, **told}


def time_of_day(**told):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(widget=widget, error_messages=TIME_WORDS, **told)


class PreferenceForm(forms.Form):
    """By kind, the carriers that the person has; `chosen` and `quiet` are for Preference.choose."""

    begins = time_of_day(label="从")
    ends = time_of_day(label="到")

    def __init__(self, *args, contacts, chosen, quiet, is_officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["begins"].initial, self.fields["ends"].initial = quiet.begins, quiet.ends
        reached = [contact.carrier for contact in contacts if contact.verified_at]
        self.kinds = []
        for kind in Kind:
            carriers = [carrier for carrier in reached if kind in offered(carrier)]
            if carriers and kind in HINTS and (is_officer or kind not in FOR_GROUPS):
                self._ask(kind, carriers, chosen)

    def _ask(self, kind, carriers, chosen):
        self.kinds.append(kind)
        self.fields[kind.value] = forms.MultipleChoiceField(
            label=kind.label,
            help_text=HINTS[kind],
            required=False,
            choices=[(carrier, Carrier(carrier).label) for carrier in carriers],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            initial=[carrier for carrier in carriers if chosen[kind.value, carrier]],
            error_messages={"invalid_choice": "这个通道现在没有，请刷新后再选。"},
        )

    def asking(self):
        """The questions about kinds, in order."""
        return [self[kind.value] for kind in self.kinds]

    @property
    def chosen(self):
        return {
            (kind.value, carrier): carrier in self.cleaned_data[kind.value]
            for kind in self.kinds
            for carrier, _ in self.fields[kind.value].choices
        }

    @property
    def quiet(self):
        return self.cleaned_data["begins"], self.cleaned_data["ends"]


class EmailForm(forms.Form):
    address = forms.EmailField(
        label="邮箱",
        max_length=120,
        help_text="我们往这里发一个 6 位验证码，填对了才会往这里发消息。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "请填您的邮箱。",
            "invalid": "这不像一个邮箱，应当是 zhang@example.com 的样子。",
        },
    )


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\d{6}$",
        label="验证码",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages=dict.fromkeys(("required", "invalid"), "请填邮件里的 6 位数字。"),
    )


class RobotForm(forms.Form):
    """`cleaned_data` has carrier, address and secret, for Contact.keep."""

    HOSTS = {Carrier.WECOM: robots.WeCom.HOSTS, Carrier.DINGTALK: robots.DingTalk.HOSTS}

    carrier = forms.ChoiceField(
        label="哪里的群",
        choices=[(Carrier.WECOM, "企业微信"), (Carrier.DINGTALK, "钉钉")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选一种。"),
    )
    address = CleanLineField(
        label="机器人的 Webhook 地址",
        max_length=500,
        help_text="在群设置里添加“群机器人”，把它给的地址整个粘贴过来。有这个地址的人都能往群里发话，不要外传。",
        error_messages={"required": "请粘贴群机器人的地址。"},
    )
    secret = CleanLineField(
        label="加签密钥",
        max_length=200,
        required=False,
        help_text="只有钉钉、并且选了“加签”的才要填，以 SEC 开头。",
    )

    def clean(self):
        told = self.cleaned_data
        carrier, address = told.get("carrier"), told.get("address")
        if carrier and address and not robots.may_be_asked(address, self.HOSTS[carrier]):
            self.add_error("address", "这不是群机器人的地址，请从群设置里整个复制过来。")
        return told | {"secret": told.get("secret") or None}
