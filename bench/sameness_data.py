"""Texts that a seed makes out of others: edited, cut, spliced, and the titles alone."""

import json
import random
import re
from collections import Counter, defaultdict

import rjieba

LONGEST = 400  # characters of a text
FOREIGN = 300  # abstracts that are held back, to ask for what is not there
CLAUSES = re.compile("(?<=[，。；：])")
BOILERPLATE = (
    "现将合理化建议提交如下，请领导审阅。一、存在的问题：二、改进措施：三、预期效果：此致敬礼。"
)
KINDS = ["edited 15 %", "edited 30 %", "shuffled, cut", "two spliced", "title → text"]


class Corpus:
    """`texts`: the background, then the `originals`."""

    def __init__(self, folder, originals, seed):
        dice = random.Random(seed)
        patents = read(folder / "patents_696.jsonl")
        abstracts = [row["abstract"] for row in read(folder / "patent_abstracts_3024.jsonl")]
        self.titles = [row["title"] for row in patents]
        own = [row["abstract"].replace(row["title"], "本方法")[:LONGEST] for row in patents]
        known = {text[:60] for text in own}
        others = [text[:LONGEST] for text in abstracts if text[:60] not in known]
        dice.shuffle(others)
        held, background = others[: 2 * FOREIGN], others[2 * FOREIGN :]
        # One invention is published several times: what is held back must not be there after all.
        self.foreign = unlike(held, own + background)[:FOREIGN]
        self.texts = [*own, *background, *originals]
        self.known, self.vocabulary = len(own), rjieba.cut("".join(background[:400]))

    def asked(self, kind, count, dice):
        """([(query, keys of the texts it is made of)], [queries that are made of none])."""
        keys = dice.sample(range(self.known), count)
        if kind == "title → text":
            others = dice.sample(range(self.known), self.known)
            foreign = [self.foreign_title(n, dice) for n in others[:FOREIGN]]
            return [(self.titles[key], [key]) for key in keys], foreign
        foreign = [self.made(kind, text, dice.choice(self.foreign), dice) for text in self.foreign]
        if kind == "two spliced":
            pairs = [(key, other) for key, other in zip(keys, reversed(keys), strict=True)]
            pairs = [(a, b) for a, b in pairs if a != b]
            made = [self.made(kind, self.texts[a], self.texts[b], dice) for a, b in pairs]
            return list(zip(made, map(list, pairs), strict=True)), foreign
        return [(self.made(kind, self.texts[key], "", dice), [key]) for key in keys], foreign

    def foreign_title(self, n, dice):
        """A title-like phrase of a text that was held back."""
        return re.split("[，。；]", self.foreign[n % FOREIGN])[0][-18:]

    def made(self, kind, text, other, dice):
        if kind == "two spliced":
            return text[: len(text) // 2] + other[len(other) // 2 :]
        if kind == "shuffled, cut":
            clauses = CLAUSES.split(text)
            dice.shuffle(clauses)
            return BOILERPLATE + "".join(clauses[: max(1, len(clauses) * 6 // 10)])
        return self.edited(text, 0.15 if "15" in kind else 0.30, dice)

    def edited(self, text, rate, dice):
        """Words replaced, left out or put in, at this rate."""
        words = []
        for word in rjieba.cut(text):
            act = dice.random() / rate
            if act < 1 / 2:
                words.append(dice.choice(self.vocabulary))
            elif act < 3 / 4:
                words += [word, dice.choice(self.vocabulary)]
            elif act >= 1:
                words.append(word)
        return "".join(words)


def unlike(texts, others):
    """Those that share less than a quarter of their 5-grams with each of the others."""
    lists = defaultdict(set)
    for n, other in enumerate(others):
        for i in range(len(other) - 4):
            lists[other[i : i + 5]].add(n)

    def shared(text):
        runs = (text[i : i + 5] for i in range(len(text) - 4))
        return max(Counter(n for run in runs for n in lists.get(run, ())).values(), default=0)

    return [text for text in texts if shared(text) < len(text) / 4]


def read(file):
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
