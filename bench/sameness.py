"""What finds a proposal again that was edited, cut, spliced, or said in other words: a table.

    python -m bench.sameness [--texts ../shared/data/texts] [--queries 150] [--seed 20170301]

Background: patent abstracts, with the originals of bench/data/reworded.tsv among them (60 pairs
of the same idea in office and in shop-floor words, written by hand for this). `found` is the rate
at which the right text is over a threshold that 1 % of foreign queries of the same kind pass with
any text at all. Run it under `jiangxin with-database`: two of the methods are PostgreSQL's own.
"""

import argparse
import csv
import random
import sys
from pathlib import Path

from bench.report import Report
from bench.sameness_data import KINDS, Corpus
from bench.sameness_methods import METHODS

HERE = Path(__file__).parent
TEXTS = HERE.parents[2] / "shared/data/texts"
PAIRS = HERE / "data/reworded.tsv"
FALSE_ALARM, MOST = 0.01, 5


def pairs():
    """[(topic, original, reworded)]."""
    with PAIRS.open(encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def recall(score, asked):
    """Rate of the wanted texts that stand among the best five."""
    hits = wanted = 0
    for query, targets in asked:
        scores = score(query)
        best = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:MOST]
        hits += len(set(best) & set(targets))
        wanted += len(targets)
    return hits / wanted


def found(score, asked, foreign):
    """Rate over the threshold that 1 % of the foreign queries pass."""
    tops = sorted((max(score(query)) for query in foreign), reverse=True)
    bar = tops[int(FALSE_ALARM * len(tops))]
    over = [score(query)[target] > bar for query, targets in asked for target in targets]
    return sum(over) / len(over)


def auc(positives, negatives):
    """How often a positive stands over a negative; a tie is half."""
    over = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    return over / (len(positives) * len(negatives))


def reworded(score, corpus, rows):
    """recall@5 among all texts, and among the originals alone, which are as short as the queries;

    AUC against other topics; AUC against other ideas of the same topic.
    """
    first = len(corpus.texts) - len(rows)
    told = [score(row[2])[first:] for row in rows]
    same = [scores[n] for n, scores in enumerate(told)]
    near, far = [], []
    for n, scores in enumerate(told):
        for other, value in enumerate(scores):
            if other != n:
                (near if rows[other][0] == rows[n][0] else far).append(value)
    asked = [(row[2], [first + n]) for n, row in enumerate(rows)]
    alone = [
        sorted(range(len(rows)), key=scores.__getitem__, reverse=True)[:MOST].count(n)
        for n, scores in enumerate(told)
    ]
    return recall(score, asked), sum(alone) / len(rows), auc(same, far), auc(same, near)


def measure(name, score, corpus, given, report):
    dice = random.Random(given.seed)
    for kind in KINDS:
        asked, foreign = corpus.asked(kind, given.queries, dice)
        foreign = foreign[: given.foreign]
        report.figure(f"{name}: {kind}, recall@5", recall(score, asked))
        report.figure(f"{name}: {kind}, found at 1 %", found(score, asked, foreign))
    for word, value in zip(
        ["recall@5", "recall@5 of 60", "AUC, other topics", "AUC, same topic"],
        reworded(score, corpus, pairs()),
        strict=True,
    ):
        report.figure(f"{name}: reworded, {word}", value)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--texts", type=Path, default=TEXTS)
    options.add_argument("--queries", type=int, default=150)
    options.add_argument("--seed", type=int, default=20170301)
    options.add_argument("--foreign", type=int, default=300, help="queries for the threshold")
    options.add_argument("--only", help="a part of the method's name")
    given = options.parse_args()
    if not given.texts.is_dir():
        sys.exit(f"{given.texts} is not there: nothing was measured")
    corpus = Corpus(given.texts, [original for _, original, _ in pairs()], given.seed)
    report = Report("sameness", texts=len(corpus.texts), queries=given.queries, seed=given.seed)
    for name, method in METHODS.items():
        if given.only and given.only not in name:
            continue
        score = method(corpus)
        if score is None:
            print(f"{name}: not installed, not measured")
        else:
            measure(name, score, corpus, given, report)
    report.keep()


if __name__ == "__main__":
    main()
