from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.lib.numbers import IdNumber, Phone, mask_id, mask_phone
from jiangxin.lib.sealed import SealedField, fingerprint
from jiangxin.lib.text import clean
from jiangxin.people.models.employment import Employment

ID_PURPOSE = "people.Person.id_number"
PHONE_PURPOSE = "people.Person.phone"


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees themselves; officers see all who work today where their offices reach."""
        below = Employment.objects.led_by(user).values("person")
        return self.filter(models.Q(user=user) | models.Q(pk__in=below))

    def with_phone(self, phone):
        return self.filter(phone_fingerprint=fingerprint(phone, purpose=PHONE_PURPOSE))

    def with_id_number(self, number):
        return self.filter(id_fingerprint=fingerprint(number, purpose=ID_PURPOSE))


class Person(models.Model):
    """职工: somebody on the register. Most of them never sign in."""

    class Sex(models.TextChoices):
        MALE = "男", "男"
        FEMALE = "女", "女"

    name = models.CharField("姓名", max_length=60)
    id_number = SealedField("身份证号", purpose=ID_PURPOSE, null=True)
    id_fingerprint = models.BinaryField(max_length=32, null=True, editable=False)
    phone = SealedField("手机号", purpose=PHONE_PURPOSE, null=True)
    phone_fingerprint = models.BinaryField(
        max_length=32, null=True, editable=False, db_index=True
    )
    birth_on = models.DateField("出生日期", null=True)
    sex = models.CharField("性别", max_length=1, choices=Sex, blank=True)
    education = models.CharField("文化程度", max_length=20, blank=True)
    origin = models.CharField("户籍地", max_length=60, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_fingerprint"],
                name="one_person_per_id_number",
                violation_error_message="这个身份证号已在册，请刷新后再看。",
            )
        ]
        indexes = [models.Index(fields=["name"])]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("people:person", args=[self.pk])

    @classmethod
    @transaction.atomic
    def enrol(cls, name, *, enterprise, id_number=None, phone=None, since=None, **post):
        """Put one person on the register and into an enterprise. Rosters do this by the thousand.

        `post` may give department, post, is_frontline, skill_level.
        """
        number = IdNumber.parse(id_number) if id_number else None
        phone = Phone.parse(phone) if phone else None
        person = cls.objects.create(
            name=clean(name, 60),
            id_number=number,
            id_fingerprint=fingerprint(number, purpose=ID_PURPOSE) if number else None,
            phone=phone,
            phone_fingerprint=fingerprint(phone, purpose=PHONE_PURPOSE) if phone else None,
            birth_on=number.birth_on if number else None,
            sex=number.sex if number else "",
        )
        person.employments.create(enterprise=enterprise, since=since or clock.today(), **post)
        return person

    @transaction.atomic
    def account(self):
        """The account of this person, made when first needed."""
        locked = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        if locked.user is None:
            locked.user = User.objects.create_user(locked.name)
            locked.save(update_fields=["user"])
        self.user = locked.user
        return self.user

    def employment(self, on=None):
        """Where this person works on a day, or None."""
        valid = self.employments.on(on or clock.today()).select_related("enterprise")
        return valid.order_by("-since").first()

    @property
    def masked_id_number(self):
        return mask_id(self.id_number) if self.id_number else ""

    @property
    def masked_phone(self):
        return mask_phone(self.phone) if self.phone else ""
