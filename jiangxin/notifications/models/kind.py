from django.db import models


class Kind(models.TextChoices):
    """种类: what a message is about. A person chooses by kind how it reaches them."""

    WAITING = "waiting", "待办"
    ANSWER = "answer", "答复"
    INVITATION = "invitation", "请您确认"
    OFFICE = "office", "任职"
    REGISTER = "register", "名册与登记"
    DIGEST = "digest", "每周小结"
    REMINDER = "reminder", "提醒"
    OTHER = "other", "其他"


class Carrier(models.TextChoices):
    """通道: a way out of the house. In-app is none of them: that is the message itself."""

    SMS = "sms", "短信"
    EMAIL = "email", "邮件"
    WECOM = "wecom", "企业微信群"
    DINGTALK = "dingtalk", "钉钉群"


# All that ever leaves the house by a phone or into a group. No name, title or number.
NEUTRAL = {
    Kind.WAITING: "有一件新的等您办理。",
    Kind.ANSWER: "您提交的内容有了答复。",
    Kind.INVITATION: "有一件事请您确认。",
    Kind.OFFICE: "您的职务有变动。",
    Kind.REGISTER: "您的登记有变动。",
    Kind.DIGEST: "本周小结已经备好。",
    Kind.REMINDER: "有一件事快到期了。",
    Kind.OTHER: "您有一条新消息。",
}
OPEN = {Kind.DIGEST}  # its title holds counts only
ROBOTS = {Carrier.WECOM, Carrier.DINGTALK}
FOR_GROUPS = {Kind.WAITING, Kind.DIGEST}  # what a group of officers shares
DEFAULTS = {
    Carrier.SMS: {Kind.ANSWER, Kind.INVITATION, Kind.REMINDER},
    Carrier.EMAIL: set(Kind) - {Kind.OTHER},
    Carrier.WECOM: FOR_GROUPS,
    Carrier.DINGTALK: FOR_GROUPS,
}


def offered(carrier):
    """The kinds that this carrier may bring at all."""
    return FOR_GROUPS if carrier in ROBOTS else set(Kind)
