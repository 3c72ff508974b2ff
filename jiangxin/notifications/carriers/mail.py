"""邮件: one letter to one address, by Django's back end."""

import smtplib

from django.core.mail import EmailMessage, get_connection

from jiangxin.notifications.carriers.http import ALL, said_of
from jiangxin.notifications.carriers.outcomes import NotSent, Refused, Unclear

NOW_AND_THEN = 500  # SMTP: below it the server asks to come later


def send_letter(address, letter):
    where = f"请登录查看：{letter.url}" if letter.url else "请登录查看。"
    body = "\n\n".join(filter(None, [letter.title, letter.text, where]))
    send(address, letter.title, body, reference=letter.reference)


def send(address, subject, body, *, reference):
    """Hand it to the mail server. Raises NotSent, Refused or Unclear."""
    line = get_connection(timeout=ALL)
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"连不上邮件服务器：{said_of(error)}") from error
    headers = {"Message-ID": f"<{reference}@jiangxin>", "Auto-Submitted": "auto-generated"}
    subject = " ".join(subject.split())  # a line break in it would be another header
    message = EmailMessage(f"匠新：{subject}", body, to=[address], headers=headers)
    try:
        line.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(min(code for code, _ in error.recipients.values()), address=True) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear(f"发出后没有回音：{said_of(error)}") from error
    finally:
        line.close()


def _refusal(code, *, address=False):
    if code < NOW_AND_THEN:
        return NotSent(f"邮件服务器请稍后再发（{code}）")
    said = "退信" if address else "邮件服务器不收"
    return Refused(f"{said}（{code}）", is_address=address)
