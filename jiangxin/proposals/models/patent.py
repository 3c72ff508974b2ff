"""公开专利: what was published by a patent office, against which proposals are held."""

import re
from itertools import islice

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from jiangxin.lib.sameness import prints
from jiangxin.lib.text import query_terms, tokens
from jiangxin.organisations.models import Office
from jiangxin.proposals.models.likeness import VERSION

BATCH = 200  # whose marks are made while the database waits for no more than some seconds
NOTHING = {"title": "", "applicant": "", "published_on": None, "abstract": "", "claims": ""}
FIELDS = tuple(NOTHING)
WITHOUT_KIND = re.compile("[A-Z]+[0-9]+")  # CN108123456A is also looked for as CN108123456


class PatentText(models.Model):
    """What a publication says: as it is held, or as a row of a table tells it."""

    code = models.CharField("公开号", max_length=20)
    title = models.CharField("名称", max_length=200)
    applicant = models.CharField("申请人", max_length=200, blank=True)
    published_on = models.DateField("公开日", null=True)
    abstract = models.TextField("摘要", blank=True)
    claims = models.TextField("权利要求", blank=True)

    class Meta:
        abstract = True


class PublishedPatentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every officer may look; it is public."""
        return self if Office.objects.held_by(user) else self.none()

    def matching(self, query):
        """By the number, or the words of the title."""
        terms = query_terms(query)
        if not terms:
            return self.none() if query.strip() else self
        return self.filter(words__contains=terms)

    def for_list(self):
        return self.defer("abstract", "claims", "words", "prints")

    def to_compare(self):
        return self.only("title", "abstract", "claims")


class PublishedPatent(PatentText):
    """公开专利: a published patent or application; `table` says it as it stands."""

    table = models.ForeignKey("proposals.PatentTable", models.PROTECT, related_name="+")
    words = ArrayField(models.TextField(), default=list, editable=False)
    prints = ArrayField(models.IntegerField(), default=list, editable=False)
    version = models.PositiveSmallIntegerField(default=VERSION, editable=False)

    objects = PublishedPatentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="one_published_patent_of_a_number",
                violation_error_message="这个公开号已经有了，请刷新后再看。",
            )
        ]
        indexes = [
            GinIndex(fields=["words"], name="patents_by_word"),
            GinIndex(fields=["prints"], name="patents_by_print", fastupdate=False),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("proposals:patent", args=[self.pk])

    @classmethod
    def keep(cls, told):
        """New, or said anew: dicts of code, table_id and FIELDS. The marks are made of them."""
        fresh = [*FIELDS, "table", "words", "prints", "version"]
        again = {"update_fields": fresh, "unique_fields": ["code"]}
        told = iter(told)
        while rows := [cls(**one) for one in islice(told, BATCH)]:
            for row in rows:
                row.words, row.prints = words_of(row), prints(row.text)
            cls.objects.bulk_create(rows, update_conflicts=True, **again)

    @classmethod
    def catch_up(cls):
        """Make the marks of some anew that are of an older sum; answers how many."""
        batch = list(cls.objects.exclude(version=VERSION).to_compare()[:BATCH])
        for row in batch:
            row.prints, row.version = prints(row.text), VERSION
        cls.objects.bulk_update(batch, ["prints", "version"])
        return len(batch)

    @property
    def text(self):
        return "\n".join(part for part in (self.title, self.abstract, self.claims) if part)

    @property
    def passages(self):
        """Its parts, each of which may have been put into another text by itself."""
        return [said for _, said in self.sections]

    @property
    def sections(self):
        """(heading, text) of each part that it has."""
        parts = [("摘要", self.abstract), ("权利要求", self.claims)]
        return [(heading, said) for heading, said in parts if said]


def words_of(patent):
    plain = WITHOUT_KIND.match(patent.code)
    return tokens(f"{patent.code} {plain[0] if plain else ''} {patent.title}")
