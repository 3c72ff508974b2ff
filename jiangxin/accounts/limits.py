"""How often one may try. The rates are rows of the setting ACCOUNT_RATE_LIMITS.

By number and by device; by address only as a high ceiling, since a whole park is one address.
"""

from allauth.core.ratelimit import consume

from jiangxin.accounts.devices import Device, mark

TOO_OFTEN = "这个号码要验证码太频繁了。请过一会儿再要，或用密码登录。"


def may_ask_for_code(request, phone):
    device = Device.of(request)
    return (
        consume(request, action="code_address")
        and (device.is_new or consume(request, action="code_device", key=device.key))
        and consume(request, action="code_number", key=device.bucket(phone))
    )


def may_decide(request, phone):
    """Guessing the last four of an ID goes on over many codes, so it is counted by number."""
    return consume(request, action="last_four", key=mark(phone))


def may_change_password(request):
    return consume(request, action="change_password")
