"""回执: is this what was sent in, and does it stand in the log that the federation signed?"""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jiangxin_verify import heads, tree
from jiangxin_verify.canonical import TooDeep, Unreadable, canonical, read
from jiangxin_verify.heads import HEX

KIND, VERSION = "jiangxin-receipt", 1
MOST_BYTES = 4 * 2**20
SHAPE = {
    "kind": str,
    "version": int,
    "federation": str,
    "content": str,
    "words": str,
    "salt": str,
    "digest": str,
    "position": int,
    "path": list,
    "head": dict,
}


class Verdict(NamedTuple):
    """The status of the program, and what is said."""

    status: int
    sentence: str


VALID = 0
UNANCHORED = Verdict(
    4, "回执完整，但没有核对是谁签的。请用 --heads 给出封存记录，或用 --key 给出公钥。"
)
MISSING = Verdict(9, "读不到这个文件，请检查路径。")
NOT_JSON = Verdict(10, "这不是回执：文件不是 JSON。请用平台上下载的原文件。")
TOO_LARGE = Verdict(11, "文件超过 4 MB，不是回执，没有读。")
TOO_NESTED = Verdict(12, "文件里的层次太深，不是平台出的回执，没有读。")
NOT_A_RECEIPT = Verdict(13, "这不是匠新的回执，或格式不认识：缺少项目、多出项目，或版本更新。")
REWRITTEN = Verdict(14, "文件被重新保存过，不是平台给出的原样。请用平台上下载的原文件。")
CONTENT = Verdict(20, "正文对不上：所交内容被改动过，和当时留下的记录不一致。")
WORDS = Verdict(21, "留痕对不上：谁、何时、做了什么，这几项被改动过。")
PATH = Verdict(22, "路径对不上：从这条留痕推不出签过名的根。位置或路径被改动过。")
SIGNATURE = Verdict(23, "签名对不上：封存头（条数、根、时间）或公钥被改动过。")
STRANGER = Verdict(30, "签名是另一把公钥签的，不是您给出的那家工会。")
UNKNOWN_HEAD = Verdict(31, "封存记录里没有这个封存头：这份记录不认识这张回执。")
CUT_OFF = Verdict(
    32, "封存记录不完整（有一行被截断），里面没有找到这个封存头。请换一份完整的记录再核对。"
)
NO_HEADS = Verdict(33, "读不到封存记录，或里面没有一行能用。请检查 --heads 的路径。")
NO_KEY = Verdict(34, "公钥文件读不出来。请给 PEM 文件，或一行 64 位十六进制数。")
OTHER_LEAF = Verdict(35, "封存记录里这个位置上是另一条留痕，和回执不一致。")


def examine(raw, *, place=None, public=None):
    """The verdict over the bytes of a receipt; `place` are heads, `public` the bytes of a key."""
    receipt = opened(raw)
    if isinstance(receipt, Verdict):
        return receipt
    if fault := fault_of(receipt):
        return fault
    head = receipt["head"]
    if public and bytes.fromhex(head["public"]) != public:
        return STRANGER
    if place and (fault := unknown(receipt, Path(place))):
        return fault
    return Verdict(VALID, summary(receipt)) if place or public else UNANCHORED


def opened(raw):
    """The receipt in these bytes, or why they are none."""
    if len(raw) > MOST_BYTES:
        return TOO_LARGE
    try:
        text = raw.decode()
        receipt = read(text)
    except TooDeep:
        return TOO_NESTED
    except (UnicodeDecodeError, Unreadable):
        return NOT_JSON
    if not is_receipt(receipt):
        return NOT_A_RECEIPT
    return receipt if text == canonical(receipt) + "\n" else REWRITTEN


def is_receipt(value):
    if not isinstance(value, dict) or value.keys() != SHAPE.keys():
        return False
    if any(type(value[name]) is not kind for name, kind in SHAPE.items()):
        return False
    hashes = [value["digest"], *value["path"]]
    return (
        (value["kind"], value["version"]) == (KIND, VERSION)
        and all(isinstance(one, str) and len(one) == 64 for one in hashes)
        and all(map(HEX.fullmatch, [value["salt"], *hashes]))
        and heads.has_shape(value["head"], heads.SHAPE)
    )


def fault_of(receipt):
    """What in it does not fit together, from the signature down to what was sent in."""
    head, digest = receipt["head"], bytes.fromhex(receipt["digest"])
    if not heads.is_signed(head) or head["federation"] != receipt["federation"]:
        return SIGNATURE
    words = sha256(bytes.fromhex(receipt["salt"]) + receipt["words"].encode()).digest()
    if words != digest:
        return WORDS
    path = [bytes.fromhex(one) for one in receipt["path"]]
    root = tree.root_by(tree.leaf(digest), receipt["position"], head["size"], path)
    if root is None or root.hex() != head["root"]:
        return PATH
    if sha256(receipt["content"].encode()).hexdigest() != told(receipt).get("content"):
        return CONTENT
    return None


def told(receipt):
    """The details of the trace."""
    try:
        words = read(receipt["words"])
    except (Unreadable, TooDeep):
        return {}
    details = words.get("details") if isinstance(words, dict) else None
    return details if isinstance(details, dict) else {}


def unknown(receipt, place):
    """Why the heads at this place do not bear the receipt out; None when they do."""
    head, usable, is_cut = receipt["head"], 0, False
    try:
        for entry in heads.entries(place):
            is_cut |= entry.fault == heads.TORN
            if entry.head is None or not heads.is_signed(entry.head):
                continue
            usable += 1
            if entry.head["size"] == head["size"]:
                return differs(receipt, entry.head)
    except OSError:
        return NO_HEADS
    if is_cut:
        return CUT_OFF
    return UNKNOWN_HEAD if usable else NO_HEADS


def differs(receipt, line):
    head = receipt["head"]
    if line["public"] != head["public"]:
        return STRANGER
    if line["root"] != head["root"]:
        return UNKNOWN_HEAD
    at = receipt["position"] - line["from"]
    if 0 <= at < len(line["leaves"]) and line["leaves"][at] != receipt["digest"]:
        return OTHER_LEAF
    return None


def summary(receipt):
    """What the receipt proves, in words."""
    words, content, head = read(receipt["words"]), read(receipt["content"]), receipt["head"]
    title = content.get("title", "") if isinstance(content, dict) else ""
    return (
        f"回执有效。{receipt['federation']}：{words.get('actor')}于 {words.get('happened_at')}"
        f"{words.get('verb')}“{title}”。在封存记录的第 {receipt['position'] + 1} 条，"
        f"共 {head['size']} 条，{head['signed_at']} 签名。"
    )
