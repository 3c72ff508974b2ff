from django.db import models


class FormerNameQuerySet(models.QuerySet):
    def matching(self, text):
        return self.filter(name__startswith=text)


class FormerName(models.Model):
    """曾用名: a name that a person had up to a day. They are found by it, too."""

    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="former_names", verbose_name="职工"
    )
    name = models.CharField("姓名", max_length=60)
    until = models.DateField("到")

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="people_by_former_name")]

    def __str__(self):
        return self.name
