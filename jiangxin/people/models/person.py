from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.audit.models import Trace, leave_trace
from jiangxin.lib import clock
from jiangxin.lib.numbers import IdNumber, Phone, Unreadable, mask_id, mask_phone
from jiangxin.lib.refusal import Refusal
from jiangxin.lib.sealed import SealedField, fingerprint
from jiangxin.lib.text import clean
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models.employment import Employment

ID_PURPOSE = "people.Person.id_number"
PHONE_PURPOSE = "people.Person.phone"
LOOKS = {"id_number": "查看证件号", "phone": "查看手机号"}


class PersonQuerySet(models.QuerySet):
    def led_by(self, user):
        """All who work today where the user's offices reach: what an officer's list shows."""
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.all()
        return self.filter(pk__in=Employment.objects.reached(reach).values("person"))

    def visible_to(self, user):
        """Everybody sees themselves; officers see all who work today where their offices reach.

        For finding a few people: a list of many asks `led_by`, which PostgreSQL plans better.
        """
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.all()
        job = Employment.objects.reached(reach).filter(person=models.OuterRef("pk"))
        return self.filter(models.Q(user=user) | models.Exists(job))

    def matching(self, text):
        """By a whole ID number or phone (by fingerprint), else by how the name begins."""
        for number, found in ((IdNumber, self.with_id_number), (Phone, self.with_phone)):
            try:
                return found(number.parse(text))
            except Unreadable:
                continue
        return self.filter(name__startswith=text)

    def for_list(self):
        """Each knows its `jobs` of today."""
        jobs = Employment.objects.today().select_related("enterprise")
        return self.prefetch_related(models.Prefetch("employments", jobs, to_attr="jobs"))

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
    phone_fingerprint = models.BinaryField(max_length=32, null=True, editable=False, db_index=True)
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
        indexes = [models.Index(fields=["name", "id"], name="people_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("people:person", args=[self.pk])

    @classmethod
    @transaction.atomic
    def enrol(cls, name, *, enterprise, since=None, id_number=None, phone=None, **facts):
        """Put one person on the register, and into an enterprise unless it is None."""
        person = cls._new(name=name, id_number=id_number, phone=phone, **facts)
        person.save()
        if enterprise:
            person._job(enterprise, since or clock.today(), facts).save()
        return person

    @classmethod
    @transaction.atomic
    def enrol_many(cls, enterprise, rows, *, since):
        """Put many on the register and into one enterprise: dicts with the arguments of enrol."""
        people = cls.objects.bulk_create([cls._new(**row) for row in rows])
        jobs = [
            person._job(enterprise, since, row) for person, row in zip(people, rows, strict=True)
        ]
        Employment.objects.bulk_create(jobs)
        return people

    @transaction.atomic
    def account(self):
        """The account of this person, made when first needed."""
        locked = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        if locked.user is None:
            locked.user = User.objects.create_user(locked.name)
            locked.save(update_fields=["user"])
        self.user = locked.user
        return self.user

    @transaction.atomic
    def appoint(self, role, place, *, by, **terms):
        """Give this person an office in an organisation or an enterprise, and tell them."""
        if self.user_id == by.pk:
            raise Refusal("不能任命自己，请由上级工会任命。")
        office = Office.grant(self.account(), role, place, by=by, **terms)
        Notification.tell(office.user, f"您已任{office}", path=place.get_absolute_url())
        return office

    def disclose(self, field, *, by, reason):
        """The whole number, once: who looked, and why, is written down. field: id_number, phone."""
        number = getattr(self, field)
        if not number:
            raise Refusal("名册上没有这个号码。")
        leave_trace(LOOKS[field], self, by=by, reason=reason)
        return number

    def looks(self):
        """Who saw a full number, when and why: the person's own right to know, newest first."""
        return Trace.objects.about(self).filter(verb__in=LOOKS.values()).order_by("-id")

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

    @classmethod
    def _new(cls, *, name, id_number=None, phone=None, education="", origin="", **_job):
        number = IdNumber.parse(id_number) if id_number else None
        phone = Phone.parse(phone) if phone else None
        return cls(
            name=clean(name, 60),
            id_number=number,
            id_fingerprint=fingerprint(number, purpose=ID_PURPOSE) if number else None,
            phone=phone,
            phone_fingerprint=fingerprint(phone, purpose=PHONE_PURPOSE) if phone else None,
            birth_on=number.birth_on if number else None,
            sex=number.sex if number else "",
            education=education,
            origin=origin,
        )

    def _job(self, enterprise, since, facts):
        of_the_job = {"department", "post", "is_frontline", "skill_level"}
        told = {field: facts[field] for field in of_the_job & facts.keys()}
        return Employment(person=self, enterprise=enterprise, since=since, **told)
