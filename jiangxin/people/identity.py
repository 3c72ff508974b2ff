"""By what a person is known: documents and phones, as they are sealed and as they are found."""

from django.db import models

from jiangxin.lib.numbers import (
    HongKongMacauResidence,
    IdNumber,
    Passport,
    PermanentResidence,
    Phone,
    TaiwanResidence,
)
from jiangxin.lib.sealed import fingerprint

ID_PURPOSE = "people.Person.id_number"
PHONE_PURPOSE = "people.Person.phone"
ID_TAIL_PURPOSE = "people.Person.id_tail"
PHONE_TAIL_PURPOSE = "people.Person.phone_tail"
TAIL = 4
TAIL_BYTES = 8  # enough to tell 10,000 tails apart; the index stays small


class IdKind(models.TextChoices):
    RESIDENT = "resident", "身份证"
    PASSPORT = "passport", "护照"
    PERMANENT = "permanent", "外国人永久居留身份证"
    HK_MACAU = "hk_macau", "港澳居民居住证"
    TAIWAN = "taiwan", "台湾居民居住证"


READERS = {
    IdKind.RESIDENT: IdNumber,
    IdKind.PASSPORT: Passport,
    IdKind.PERMANENT: PermanentResidence,
    IdKind.HK_MACAU: HongKongMacauResidence,
    IdKind.TAIWAN: TaiwanResidence,
}
BEGINNINGS = {"81": IdKind.HK_MACAU, "82": IdKind.HK_MACAU, "83": IdKind.TAIWAN}
# 身份证 and 居住证 share one row of numbers (GB 11643), so these need no word of their own.
ONE_ROW = {IdKind.RESIDENT, IdKind.HK_MACAU, IdKind.TAIWAN}


def read_id(text, kind=IdKind.RESIDENT):
    """(number, kind), or Unreadable. A residence permit in the column 身份证号 is known as one."""
    number = READERS[IdKind(kind)].parse(text)
    if kind == IdKind.RESIDENT:
        kind = kind_of(number)
    return number, IdKind(kind)


def kind_of(number):
    """Which document of the one row of GB 11643 this is."""
    return BEGINNINGS.get(number[:2], IdKind.RESIDENT)


def id_mark(number, kind=IdKind.RESIDENT):
    """The fingerprint: numbers of different rows never meet, though their digits be the same."""
    text = number if kind in ONE_ROW else f"{kind}:{number}"
    return fingerprint(text, purpose=ID_PURPOSE)


def phone_mark(phone):
    return fingerprint(phone, purpose=PHONE_PURPOSE)


def id_tail(text):
    return _tail(text, ID_TAIL_PURPOSE)


def phone_tail(text):
    return _tail(text, PHONE_TAIL_PURPOSE)


def _tail(text, purpose):
    """A mark of the last four, of a number or as somebody typed them; None without a number."""
    return fingerprint(text[-TAIL:], purpose=purpose)[:TAIL_BYTES] if text else None


def id_facts(text, kind=IdKind.RESIDENT):
    """What a person's row says of a document, or of none."""
    if not text:
        return dict.fromkeys(["id_number", "id_fingerprint", "id_tail"]) | {"id_kind": kind}
    number, kind = read_id(text, kind)
    return {
        "id_kind": kind,
        "id_number": number,
        "id_fingerprint": id_mark(number, kind),
        "id_tail": id_tail(number),
    }


def phone_facts(text):
    """What a person's row says of a phone, or of none."""
    phone = Phone.parse(text) if text else None
    mark = phone_mark(phone) if phone else None
    return {"phone": phone, "phone_fingerprint": mark, "phone_tail": phone_tail(phone)}
