"""Text as people type and paste it: made safe to keep, and cut into words to be found again."""

import re
import unicodedata

import rjieba

from jiangxin.lib.refusal import Unreadable

# Control characters but the line break; lone surrogates; zero-width, bidi and tag characters,
# with which two names can look alike and differ. ZWJ/ZWNJ and variation selectors stay in text.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
BLANKS = re.compile(r"\s+")
DOTS = re.compile("[•‧∙⋅・･．.●]")  # all typed for the · of a Uyghur or Tibetan name
JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f]")
HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
PARTS = re.compile(r"\d+|[^\W\d_]+")
LONGEST_QUERY = 200


class TooLong(Unreadable):
    """The text is longer than its field."""


def clean(text, limit):
    """The text in NFC without unseen characters, trimmed; line breaks are kept as \\n.

    Raises TooLong past `limit` characters: nothing that a person wrote is cut in silence.
    """
    text = str(text)
    # NFC takes quadratic time over millions of combining marks, so look at the size first.
    if len(text) > 4 * limit + 1000:
        raise TooLong(f"最多 {limit:,} 个字，现有约 {len(text):,} 个，请删减后再提交。")
    text = UNSEEN.sub("", BREAKS.sub("\n", text).replace("\t", " "))
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > limit:
        raise TooLong(f"最多 {limit:,} 个字，现有 {len(text):,} 个，请删减后再提交。")
    return text


def clean_line(text, limit):
    """The same on one line: every run of blanks becomes one space."""
    return BLANKS.sub(" ", clean(text, limit))


def clean_name(text, limit=60):
    """A person's name: one line, no blanks between Chinese characters, every middle dot as ·."""
    name = DOTS.sub("·", JOINERS.sub("", clean_line(text, limit)))
    name = re.sub(f"(?<=[{HAN}·])\\s+(?=[{HAN}·])", "", name)
    return name.strip(" ·")


def _folded(text):
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).lower()


def _bigrams(run):
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _is_han(run):
    return re.match(f"[{HAN}]", run) is not None


def tokens(text):
    """The words under which a (cleaned) text is found, each once, for a GIN index.

    Chinese: each character and each pair of neighbours. Else: lower-cased runs, and the
    letters and digits of a mixed run (PLC3 is found by plc3, plc and 3).
    """
    found = {}
    for run in RUNS.findall(_folded(text)):
        words = [*run, *_bigrams(run)] if _is_han(run) else [run, *PARTS.findall(run)]
        found.update(dict.fromkeys(words))
    return list(found)


def query_terms(q):
    """What a text must hold to answer the query: all of these are among its `tokens`.

    Words are cut by rjieba and each asked for by its pairs, so that their order is free.
    Whatever comes after the first 200 characters is not looked at.
    """
    found = {}
    for run in RUNS.findall(_folded(q[:LONGEST_QUERY])):
        for word in rjieba.cut(run) if _is_han(run) else [run]:
            found.update(dict.fromkeys(_bigrams(word) or [word] if _is_han(word) else [word]))
    return list(found)
