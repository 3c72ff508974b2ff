"""One JSON request to a carrier, with limits, and an answer to the one question: did it leave?"""

import contextlib
import http.client
import json
import socket
from threading import Timer
from urllib.parse import urlsplit

from jiangxin.notifications.carriers.outcomes import NotSent, Refused, Unclear

CONNECTING, ALL = 5, 10  # seconds; a drop of an answer every few seconds does not prolong it
LONGEST = 64 * 1024
COME_LATER = {408, 425, 429, 503}


def post_json(url, payload, headers=()):
    """The JSON object that the carrier answers. Raises NotSent, Refused or Unclear."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
    line = kind(parts.hostname, parts.port, timeout=CONNECTING)
    try:
        line.connect()
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(f"连不上：{said_of(error)}") from error
    with closing_after(line, ALL):
        return _asked(line, parts, payload, dict(headers))


@contextlib.contextmanager
def closing_after(line, seconds):
    """Hang up after so many seconds, whatever the other end does meanwhile."""
    line.sock.settimeout(seconds)
    clock = Timer(seconds, hang_up, [line.sock])
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
        line.close()


def hang_up(opened):
    with contextlib.suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)


def _asked(line, parts, payload, headers):
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    body = json.dumps(payload, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", **headers}
    try:
        line.request("POST", path, body, headers)
        answer = line.getresponse()  # a redirect is not followed: it is an answer like others
        text = answer.read(LONGEST)
    except (OSError, http.client.HTTPException) as error:
        raise Unclear(f"发出后没有回音：{said_of(error)}") from error
    if answer.length and len(text) < LONGEST:  # we hung up, or they did, in the middle of it
        raise Unclear("发出后没有回音：说到一半断了")
    return _understood(answer.status, text)


def _understood(status, text):
    if status in COME_LATER:
        raise NotSent(f"对方请稍后再发（{status}）")
    if status >= 500:
        raise Unclear(f"对方出错（{status}），不知道收下没有")
    if status >= 300:
        raise Refused(f"对方不收（{status}）")
    try:
        told = json.loads(text)
    except ValueError as error:
        raise Unclear("对方的回音看不懂") from error
    if not isinstance(told, dict):
        raise Unclear("对方的回音看不懂")
    return told


def verdict(told, field):
    """What the carrier says came of it, as text: "0" is done. Without the field nobody knows."""
    if field not in told:
        raise Unclear("对方的回音看不懂")
    return str(told[field])[:20]


def said_of(error):
    """The kind of an error and nothing of its text, which may repeat an address."""
    return "超时" if isinstance(error, TimeoutError) else type(error).__name__
