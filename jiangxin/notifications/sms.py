"""短信: a text to one phone, by the carrier that the setting SMS_CARRIER names.

A carrier that talks to a gateway must not do so within a request: a stranger would see by the
time it takes which numbers are on the register.
"""

import logging
import sys

from django.conf import settings
from django.core.checks import Error, register

from jiangxin.lib.numbers import mask_phone

log = logging.getLogger(__name__)


class Console:
    """No message leaves the machine: who runs the server reads it there."""

    def send(self, phone, text):
        log.info("短信已发往 %s", mask_phone(phone))
        sys.stderr.write(f"{text}\n")


CARRIERS = {"console": Console}


def send(phone, text):
    CARRIERS[settings.SMS_CARRIER]().send(phone, text)


@register()
def carrier_is_known(app_configs, **kwargs):
    if settings.SMS_CARRIER in CARRIERS:
        return []
    known = "、".join(CARRIERS)
    return [Error(f"SMS_CARRIER {settings.SMS_CARRIER!r} is none of: {known}", id="sms.E001")]
