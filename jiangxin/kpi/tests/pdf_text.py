"""The words of a PDF that typst made: no library of ours reads one."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.S)
PLAIN = rb"\\.|[^\\()]"  # brackets in pairs stand in a text as they are
INNER = rb"\((?:" + PLAIN + rb"|\((?:" + PLAIN + rb")*\))*\)"
TEXT = rb"\((?:" + PLAIN + rb"|" + INNER + rb")*\)"
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(" + TEXT + rb"|<[0-9A-Fa-f\s]*>)", re.S)
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)
SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words(content):
    """All text of it in the order in which it was set, without spaces."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    fonts = dict(re.findall(rb"/(f\d+) (\d+) 0 R", b" ".join(objects.values())))
    letters = {name: letters_of(objects, int(number)) for name, number in fonts.items()}
    return "".join("".join(set_in(stream(body), letters).split()) for body in objects.values())


def set_in(drawing, letters):
    if b"BT" not in drawing:
        return ""
    font, text = None, []
    for name, shown in SHOWN.findall(drawing):
        if name:
            font = letters[name]
        elif font is not None:
            raw = bytes_of(shown)
            pairs = (int.from_bytes(raw[n : n + 2]) for n in range(0, len(raw), 2))
            text.append("".join(font.get(pair, "") for pair in pairs))
    return "".join(text)


def bytes_of(shown):
    if shown.startswith(b"<"):
        return bytes.fromhex(shown[1:-1].decode())
    return ESCAPE.sub(unescaped, shown[1:-1])


def unescaped(found):
    sign = found[1]
    return bytes([int(sign, 8)]) if len(sign) == 3 else SIGNS.get(sign, sign)


def letters_of(objects, number):
    """{glyph: what it says} of a font."""
    table = int(re.search(rb"/ToUnicode (\d+) 0 R", objects[number])[1])
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", stream(objects[table]), re.S):
        for glyph, says in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(says.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", stream(objects[table]), re.S):
        for first, last, says in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(says, 16) + step)
    return found


def stream(body):
    head, _, rest = body.partition(b"stream")
    if b"FlateDecode" not in head or b"FontFile" in head or b"Subtype/CIDFont" in head:
        return b""
    return zlib.decompressobj().decompress(rest.lstrip(b"\r\n"))
