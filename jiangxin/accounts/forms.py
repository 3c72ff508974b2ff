from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

from jiangxin.lib.addresses import local_path
from jiangxin.lib.numbers import Phone, Unreadable
from jiangxin.lib.text import UNSEEN

NARROW = {0xFF01 + i: 0x21 + i for i in range(94)}
LONGEST_PASSWORD = 128
WRONG_PASSWORD = "手机号或密码不对。也可以用验证码登录。"  # noqa: S105 (a sentence)


class PhoneField(forms.CharField):
    """手机号 as people type it; becomes the eleven digits."""

    def __init__(self, **how):
        widget = forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}
        )
        messages = {"required": "请填写手机号。"}
        super().__init__(label="手机号", widget=widget, error_messages=messages, **how)
        self.validators = []  # Phone.parse says all there is to say

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return Phone.parse(text) if text else text
        except Unreadable as fault:
            raise ValidationError(str(fault)) from None


class FewCharacters(forms.CharField):
    """A few digits (or X) in which blanks, dashes and full-width forms do not matter."""

    def __init__(self, *, length, words, **how):
        self.length, self.words = length, words
        super().__init__(error_messages={"required": words}, **how)
        self.validators = []

    def to_python(self, value):
        text = (super().to_python(value) or "")[:100].translate(NARROW).upper()
        bare = "".join(c for c in UNSEEN.sub("", text) if not c.isspace() and c not in "-_.")
        digits = bare.removesuffix("X") if self.length == 4 else bare
        if bare and not (len(bare) == self.length and digits.isascii() and digits.isdigit()):
            raise ValidationError(self.words)
        return bare


class NextForm(forms.Form):
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_next(self):
        return local_path(self.cleaned_data["next"])


class PhoneForm(NextForm):
    phone = PhoneField()


class CodeForm(forms.Form):
    code = FewCharacters(
        label="验证码",
        length=6,
        words="验证码是短信里的 6 位数字。",
        widget=forms.TextInput(
            attrs={
                "class": "jx-code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


class LastFourForm(forms.Form):
    last_four = FewCharacters(
        label="身份证号后四位",
        length=4,
        words="请填写身份证号的最后 4 位，末位可以是 X。",
        widget=forms.TextInput(
            attrs={"class": "jx-code", "autocomplete": "off", "autofocus": True}
        ),
    )


def password_field(label, autocomplete, **how):
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    messages = {"required": f"请填写{label}。", "max_length": "密码最多 128 个字符。"}
    return forms.CharField(
        label=label,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=widget,
        error_messages=messages,
        **how,
    )


class PasswordSignInForm(NextForm):
    phone = PhoneField()
    password = password_field("密码", "current-password")

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        given = super().clean()
        if "phone" in given and "password" in given:
            credentials = {"phone": given["phone"], "password": given["password"]}
            given["user"] = get_adapter().authenticate(self.request, **credentials)
            if given["user"] is None:
                raise ValidationError(WRONG_PASSWORD)
        return given


class ChoosePasswordForm(forms.Form):
    old = password_field("现在的密码", "current-password")
    new = password_field("新密码", "new-password")
    again = password_field("再填一次新密码", "new-password")

    def __init__(self, user, *args, ask_old, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = "".join(password_validators_help_texts())
        if not ask_old:
            del self.fields["old"]

    def clean_old(self):
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError("现在的密码不对。")
        return self.cleaned_data["old"]

    def clean_new(self):
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self):
        given = super().clean()
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", "两次填的不一样。")
        return given
