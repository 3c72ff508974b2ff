"""How alike two Chinese texts are, in which words, and where: pure sums, no model.

Measured in docs/why/0011-sameness.md: single characters and pairs together find what was edited,
cut or spliced, and most of what was said again in other words. What two texts share is not what
they mean: a figure is a hint for a person.
"""

import math
import re
import unicodedata
from zlib import crc32

import rjieba

from jiangxin.lib.text import HAN, tokens

LONGEST = 20_000  # characters that are looked at: the rest changes no figure
RARE, LIGHT = 7.0, 0.1  # weights: of a gram in one text of a thousand or fewer; the least
COMMON = 0.5  # a character that half of the texts have says nothing
# What a form says by itself, and politeness: alike in all, so it makes nothing alike.
BOILERPLATE = re.compile(
    "合理化建议|尊敬的领导|请领导(?:审阅|批示)|现将.{0,12}如下|存在(?:的)?问题|改进措施|改善(?:前|后)|"
    "预期(?:效果|效益)|此致|敬礼|特此(?:报告|建议)|建议内容|本建议"
)
FLOOR = 40.0  # weight: less than this in both is too little to be called the same
RUN = 4  # characters in common, one after the other, that are marked whatever they say
PIECE, STEP = 8, 4  # of the prints: what is copied for PIECE + STEP - 1 characters leaves one
NOT_A_WORD = re.compile(r"[\W\d_]|^[一两几每各这那哪][个次台条天年月班]$")
HARD = re.compile(f"[^{HAN}\\w]+|_+")


def spoken(text):
    """What a person wrote of a text: folded, without what forms and politeness say."""
    return BOILERPLATE.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]).lower())


def grams(text):
    """The characters, pairs and Latin words by which texts are compared."""
    return set(tokens(spoken(text)))


class Scale:
    """What each gram weighs: the rarer among the texts, the more. `shares`: {gram: 0..1}."""

    def __init__(self, shares):
        self.shares = shares
        self.weights = {gram: weight_of(share) for gram, share in shares.items()}

    def weight(self, gram):
        # A number says little without what it counts, and is not nothing.
        return LIGHT if gram.isdecimal() else self.weights.get(gram, RARE)

    def total(self, grams):
        weights = self.weights
        return sum(LIGHT if gram.isdecimal() else weights.get(gram, RARE) for gram in grams)

    def likeness(self, one, other):
        """0..1, the same both ways; 1 for the same grams. Half of it asks how much of the whole is
        common, half how much of the lighter text: a part is found again in a whole.
        """
        mine, theirs = self.total(one), self.total(other)
        common = self.total(one & other)
        if not common:
            return 0.0
        lighter, heavier = sorted((mine, theirs))
        part = common / max(lighter, min(FLOOR, heavier))
        return min(1.0, (common / math.sqrt(mine * theirs) + part) / 2)

    def rarest(self, grams, most):
        """The grams that tell most, in that order; at most so many."""
        return sorted(grams, key=lambda gram: (-self.weight(gram), gram))[:most]


def weight_of(share):
    return LIGHT if share >= COMMON else min(RARE, -math.log(share))


def words_in_common(one, other, scale, most=4):
    """The words of both, as a sentence names them, what tells most first."""
    both = set(rjieba.cut(spoken(one))) & set(rjieba.cut(spoken(other)))
    words = {word for word in both if len(word) > 1 and not NOT_A_WORD.search(word)}
    told = {word: scale.total(tokens(word)) / len(word) for word in words}
    return sorted(told, key=lambda word: (-told[word], word))[:most]


def marked(text, other, words=()):
    """[(part, is common)] of a text: the runs that the other holds as well, and these words."""
    text, folded, other = text[:LONGEST], _by_character(text[:LONGEST]), spoken(other)
    pieces = {other[i : i + RUN] for i in range(len(other) - RUN + 1)}
    common = bytearray(len(text))
    for i in range(len(folded) - RUN + 1):
        piece = folded[i : i + RUN]
        if piece in pieces and not HARD.search(piece):
            common[i : i + RUN] = b"\1" * RUN
    for word in words:
        for found in re.finditer(re.escape(word), folded):
            common[found.start() : found.end()] = b"\1" * len(word)
    return _parts(text, common)


def highlighted(text, terms):
    """[(part, is one of the terms)] of a text, for a list of what was found."""
    common, folded = bytearray(len(text)), _by_character(text)
    for term in terms:
        for found in re.finditer(re.escape(term), folded):
            common[found.start() : found.end()] = b"\1" * len(term)
    return _parts(text, common)


def prints(text):
    """Of a text the marks by which copied passages are found: winnowed pieces of 8 characters.

    Whatever two texts share for 11 characters gives at least one mark in common (Schleimer,
    Wilkerson, Aiken 2003).
    """
    plain = HARD.sub("", spoken(text))
    marks = [crc32(plain[i : i + PIECE].encode()) >> 1 for i in range(len(plain) - PIECE + 1)]
    kept = {min(marks[i : i + STEP]) for i in range(max(0, len(marks) - STEP + 1))}
    return sorted(kept or set(marks))


def trigrams(text):
    """All runs of three characters, by which a copied passage is weighed once it was found."""
    plain = HARD.sub("", spoken(text))
    return {plain[i : i + 3] for i in range(len(plain) - 2)}


def contained(part, whole):
    """0..1: how much of the part's marks (prints or trigrams) the whole holds; 0 without any."""
    return len(set(part) & set(whole)) / len(set(part)) if part else 0.0


def _by_character(text):
    """Folded without a change of length, so that places stay places."""
    folded = (unicodedata.normalize("NFKC", character).lower() for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(folded, text, strict=True))


def _parts(text, common):
    parts, begin = [], 0
    for i in range(1, len(text) + 1):
        if i == len(text) or common[i] != common[begin]:
            parts.append((text[begin:i], bool(common[begin])))
            begin = i
    return parts
