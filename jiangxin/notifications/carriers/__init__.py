"""The ways out of the house. Each raises NotSent, Refused or Unclear, or it is done."""

from jiangxin.notifications.carriers import mail, robots, sms

ROBOTS = {"wecom": robots.WeCom, "dingtalk": robots.DingTalk}


def send(carrier, letter, address, secret=None):
    """Hand one letter to one carrier, once."""
    if carrier in ROBOTS:
        ROBOTS[carrier]().send_letter(address, letter, secret)
    elif carrier == "email":
        mail.send_letter(address, letter)
    else:
        sms.send_letter(address, letter)
