"""Money: whole 分, always an int; 元 only where a person reads or types."""

import re

from jiangxin.lib.refusal import Unreadable

NARROW = {0xFF01 + i: 0x21 + i for i in range(94)} | {ord("。"): ord("."), ord("￥"): ord("¥")}
SHAPE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{0,2}))?", re.ASCII)
MOST = 10**14  # a million million yuan: nothing real, and far inside a bigint


def yuan(fen):
    """123456 → "1,234.56"."""
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def parse_fen(text):
    """ "1,234.5" or "¥1234.50元" → 123450 分. Raises Unreadable; never rounds."""
    bare = re.sub(r"\s|^¥|元$", "", str(text)[:100].strip().translate(NARROW))
    if len(str(text)) > 100 or not (match := SHAPE.fullmatch(bare)):
        raise Unreadable("金额请填数字，单位是元，最多两位小数，例如 1234.50。")
    fen = int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))
    if fen > MOST:
        raise Unreadable("金额过大，请核对小数点的位置和单位。")
    return fen
