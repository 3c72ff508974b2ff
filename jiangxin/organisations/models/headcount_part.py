from django.conf import settings
from django.db import models

from jiangxin.lib.refusal import Refusal


class HeadcountPart(models.Model):
    """职工构成: how many of a headcount are of one band of a facet, declared like the headcount.

    The band is kept in the words of its day: the setting may change, what was filed does not.
    """

    class Facet(models.TextChoices):
        AGE = "age", "年龄"
        SKILL = "skill", "技能等级"
        EDUCATION = "education", "文化程度"
        ORIGIN = "origin", "户籍来源"

    headcount = models.ForeignKey("organisations.Headcount", models.CASCADE, related_name="parts")
    facet = models.CharField(max_length=10, choices=Facet)
    band = models.CharField(max_length=40)
    workers = models.PositiveIntegerField("人数")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["headcount", "facet", "band"],
                name="one_number_per_band",
                violation_error_message="这一档的人数刚刚填报过，请刷新后再看。",
            )
        ]

    def __str__(self):
        return f"{self.get_facet_display()}，{self.band}：{self.workers} 人"

    def of(self, headcount):
        self.headcount = headcount
        return self


def bands_of(facet):
    """The bands into which a facet is divided today, in their order."""
    return settings.WORKFORCE_BANDS[facet]


def divided(structure, workers):
    """The parts of a headcount of so many workers; refused where they cannot be right."""
    parts = []
    for facet, bands in structure.items():
        if facet not in HeadcountPart.Facet.values:
            raise Refusal(f"职工构成里没有“{facet}”这一项。")
        label, known = HeadcountPart.Facet(facet).label, bands_of(facet)
        for band, number in bands.items():
            if band not in known:
                raise Refusal(f"{label}里没有“{band}”这一档，可以填：{'；'.join(known)}。")
            if number < 0:
                raise Refusal(f"{label}“{band}”的人数不能小于 0。")
            parts.append(HeadcountPart(facet=facet, band=band, workers=number))
        if sum(bands.values()) > workers:
            raise Refusal(too_many(label, sum(bands.values()), workers))
    return parts


def too_many(label, total, workers):
    return f"{label}各档合计 {total:,} 人，多于在册职工 {workers:,} 人。"
