"""群机器人: a message into a group of 企业微信 or 钉钉, by the address that the group gave out."""

import base64
import hmac
from urllib.parse import quote, urlsplit

from django.conf import settings

from jiangxin.lib import clock
from jiangxin.notifications.carriers.http import post_json, verdict
from jiangxin.notifications.carriers.outcomes import NotSent, Refused

TOO_OFTEN = {"45009", "130101", "660026"}  # 每分钟 20 条
GONE = {"93000", "300001", "400101", "400102"}  # the robot was taken out of its group


def may_be_asked(url, hosts):
    """Is this an address of a robot, and no other place that we could be made to call?"""
    try:
        parts = urlsplit(url)
        place = parts.netloc
    except ValueError:
        return False
    if place in settings.ROBOT_HOSTS_BESIDES:
        return parts.scheme == "http"
    return parts.scheme == "https" and place in hosts and not parts.fragment


class WeCom:
    """https://developer.work.weixin.qq.com/document/path/91770"""

    HOSTS = {"qyapi.weixin.qq.com"}

    def send_letter(self, url, letter, secret=None):
        link = f"\n[打开匠新]({letter.url})" if letter.url else ""
        post(url, {"msgtype": "markdown", "markdown": {"content": f"{letter.outside}{link}"}})


class DingTalk:
    """https://open.dingtalk.com/document/robots/custom-robot-access"""

    HOSTS = {"oapi.dingtalk.com"}

    def send_letter(self, url, letter, secret=None):
        link = f"\n\n[打开匠新]({letter.url})" if letter.url else ""
        text = f"{letter.outside}{link}"
        payload = {"msgtype": "markdown", "markdown": {"title": "匠新", "text": text}}
        post(signed(url, secret) if secret else url, payload)


def signed(url, secret):
    """The address with the moment and the signature that 钉钉 wants (加签)."""
    moment = round(clock.now().timestamp() * 1000)
    mark = hmac.digest(secret.encode(), f"{moment}\n{secret}".encode(), "sha256")
    return f"{url}&timestamp={moment}&sign={quote(base64.b64encode(mark), safe='')}"


def post(url, payload):
    code = verdict(post_json(url, payload), "errcode")
    if code in TOO_OFTEN:
        raise NotSent(f"群机器人发得太密（{code}）")
    if code != "0":
        raise Refused(f"群机器人不收（{code}）", is_address=code in GONE)
