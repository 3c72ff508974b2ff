"""What a password must be. Composition is asked for only where 等保 asks for it."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

USUAL = {
    "gonghui", "zonggonghui", "gongchandang", "jiangxin", "zhigong", "gongren", "laomo",
    "shanghai", "beijing", "zhongguo", "woaini", "woaizhongguo", "mima", "admin", "password",
    "test", "demo", "工会", "总工会", "匠新", "职工", "密码",
}  # fmt: skip
LEAST, LEAST_CLASSIFIED = 8, 10


class LongEnough:
    def __init__(self, least=LEAST):
        self.least = least

    def validate(self, password, user=None):
        if len(password) < self.least:
            raise ValidationError(
                f"密码至少 {self.least} 个字符，现有 {len(password)} 个。", code="short"
            )

    def get_help_text(self):
        return f"至少 {self.least} 个字符。"


class NotCommon(CommonPasswordValidator):
    """The 20,000 passwords that are tried first (Django's list)."""

    def get_error_message(self):
        return "这个密码用的人太多，容易被猜到，请换一个。"

    def get_help_text(self):
        return "不用常见的密码。"


class NotTheUsualWords:
    """The words of this trade with a year or a few digits behind them."""

    def validate(self, password, user=None):
        words = set(re.split(r"[\W\d_]+", password.lower())) - {""}
        if (
            (words and words <= USUAL)
            or len(set(password)) < 4
            or re.fullmatch(r"1[3-9]\d{9}", password)
        ):
            raise ValidationError(
                "这个密码容易被猜到（常用词、手机号或重复的字符），请换一个。", code="usual"
            )

    def get_help_text(self):
        return "不用手机号，也不用容易猜的词，例如 gonghui2026。"


class ThreeOfFour:
    """等保 2.0: capitals, small letters, digits, signs; three of the four (GB/T 22239-2019)."""

    KINDS = (r"[A-Z]", r"[a-z]", r"\d", r"[^A-Za-z\d]")

    def validate(self, password, user=None):
        if sum(bool(re.search(kind, password)) for kind in self.KINDS) < 3:
            raise ValidationError(
                "密码里，大写字母、小写字母、数字、符号至少要有三种。", code="kinds"
            )

    def get_help_text(self):
        return "大写字母、小写字母、数字、符号至少三种。"
