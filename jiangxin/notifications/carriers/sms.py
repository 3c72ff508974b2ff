"""短信: a text to one phone, by the carrier that the setting SMS_CARRIER names.

A carrier that talks to a gateway must not do so within a request: a stranger would see by the
time it takes which numbers are on the register.
"""

import logging
import sys

from django.conf import settings
from django.core.checks import Error, register

from jiangxin.lib.numbers import mask_phone
from jiangxin.notifications.carriers.http import post_json, verdict
from jiangxin.notifications.carriers.outcomes import Refused

log = logging.getLogger(__name__)


class Console:
    """No message leaves the machine: who runs the server reads it there."""

    is_remote = False

    def send(self, phone, text, *, template="notice", reference=""):
        log.info("短信已发往 %s", mask_phone(phone))
        sys.stderr.write(f"{text}\n")


class Gateway:
    """A gateway that takes JSON. What it is sent, and what it must answer: docs/why/0009.

    The texts of a Chinese gateway are registered beforehand: `template` says which it is.
    """

    is_remote = True

    def send(self, phone, text, *, template="notice", reference=""):
        gateway = settings.SMS_GATEWAY
        told = post_json(
            gateway["url"],
            {
                "phone": phone,
                "sign": gateway["sign"],
                "template": gateway["templates"][template],
                "text": text,
                "reference": reference,
            },
            {"Authorization": f"Bearer {gateway['key']}"} if gateway["key"] else {},
        )
        code = verdict(told, "code")
        if code not in {"0", "OK"}:
            dead = code in gateway["dead_numbers"]
            raise Refused(f"短信网关不收（{code}）", is_address=dead)


CARRIERS = {"console": Console, "gateway": Gateway}


def carrier():
    return CARRIERS[settings.SMS_CARRIER]()


def send(phone, text, **how):
    carrier().send(phone, text, **how)


def send_letter(phone, letter):
    """Nothing of what happened: a phone may lie open on a table, and a gateway reads along."""
    send(phone, f"【匠新】{letter.neutral}请登录查看。", reference=letter.reference)


@register()
def carrier_is_known(app_configs, **kwargs):
    known = "、".join(CARRIERS)
    if settings.SMS_CARRIER not in CARRIERS:
        return [Error(f"SMS_CARRIER {settings.SMS_CARRIER!r} is none of: {known}", id="sms.E001")]
    if settings.SMS_CARRIER == "gateway" and not settings.SMS_GATEWAY["url"]:
        return [Error("SMS_CARRIER is gateway: JIANGXIN_SMS_URL must name it", id="sms.E002")]
    return []
