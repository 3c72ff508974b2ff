from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.audit.models import Trace, leave_trace
from jiangxin.lib import clock
from jiangxin.lib.looking import once
from jiangxin.lib.numbers import IdNumber, mask_id, mask_phone
from jiangxin.lib.pinyin import initials
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.sealed import SealedField
from jiangxin.lib.text import clean, clean_name
from jiangxin.notifications.models import Carrier, Contact, Kind, Notification
from jiangxin.organisations.models import Office
from jiangxin.people.identity import (
    ID_PURPOSE,
    PHONE_PURPOSE,
    TAIL_BYTES,
    IdKind,
    id_facts,
    phone_facts,
)
from jiangxin.people.models.employment import Employment
from jiangxin.people.models.moves import OF_THE_JOB, Moves
from jiangxin.people.models.rows import PersonQuerySet

OF_PERSON = {"birth_on", "sex", "education", "origin"}
LOOKS = {"id_number": "查看证件号", "phone": "查看手机号"}


class Person(Moves, models.Model):
    """职工: somebody on the register. Most of them never sign in."""

    class Sex(models.TextChoices):
        MALE = "男", "男"
        FEMALE = "女", "女"

    name = models.CharField("姓名", max_length=60)
    initials = models.CharField(max_length=60, db_default="", editable=False)
    id_kind = models.CharField(
        "证件种类", max_length=9, choices=IdKind, db_default=IdKind.RESIDENT.value
    )
    id_number = SealedField("证件号", purpose=ID_PURPOSE, null=True)
    id_fingerprint = models.BinaryField(max_length=32, null=True, editable=False)
    id_tail = models.BinaryField(max_length=TAIL_BYTES, null=True, editable=False)
    phone = SealedField("手机号", purpose=PHONE_PURPOSE, null=True)
    phone_fingerprint = models.BinaryField(max_length=32, null=True, editable=False, db_index=True)
    phone_tail = models.BinaryField(max_length=TAIL_BYTES, null=True, editable=False)
    birth_on = models.DateField("出生日期", null=True)
    sex = models.CharField("性别", max_length=1, choices=Sex, blank=True)
    education = models.CharField("文化程度", max_length=20, blank=True)
    origin = models.CharField("户籍地", max_length=60, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    # Never a chain: who is absorbed later takes along all whom they absorbed.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_fingerprint"],
                name="one_person_per_id_number",
                violation_error_message="这个身份证号已在册，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="nobody_is_merged_into_themselves",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message="不能把一个人并到自己。",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="people_by_name"),
            models.Index(fields=["initials", "id"], name="people_by_initials"),
            models.Index(fields=["phone_tail"], name="people_by_tail_of_phone"),
            models.Index(fields=["id_tail"], name="people_by_tail_of_id"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="people_absorbed",
            ),
            models.Index(
                fields=["name"],
                condition=Q(id_fingerprint=None, merged_into=None),
                name="people_without_a_document",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("people:person", args=[self.survivor])

    @property
    def survivor(self):
        """The key under which all figures count this person."""
        return self.merged_into_id or self.pk

    @property
    def beginning(self):
        return f"“{self}”是新登记的职工"

    def selves(self):
        """The keys of this person and of all who were found to be them."""
        same = Q(pk=self.survivor) | Q(merged_into=self.survivor)
        return type(self).objects.filter(same).values("pk")

    def refuse_if_absorbed(self):
        """Nothing begins or ends on a record that became another one. It reads the row anew."""
        if type(self).objects.absorbed().filter(pk=self.pk).exists():
            raise Refusal(f"“{self}”这份记录已经并档，请在保留的那一份上办理。")

    def is_of(self, user):
        """Is this the user's own record, or one that became one with it?"""
        held = self.merged_into if self.merged_into_id else self
        return held.user_id == user.pk

    @classmethod
    @transaction.atomic
    def enrol(cls, name, *, enterprise, since=None, id_number=None, phone=None, **facts):
        """Put one person on the register, and into an enterprise unless it is None."""
        person = cls._new(name=name, id_number=id_number, phone=phone, **facts)
        person.save()
        if enterprise:
            enterprise.refuse_if_closed()
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

    @classmethod
    @transaction.atomic
    def accounts(cls, people):
        """{key: account} of many; those who have none yet get one, by few statements."""
        keys = [person.pk for person in people]
        held = cls.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
        held = list(held.select_related("user"))
        without = [person for person in held if person.user is None]
        made = User.objects.create_users([person.name for person in without])
        for person, user in zip(without, made, strict=True):
            person.user = user
        cls.objects.bulk_update(without, ["user"])
        return {person.pk: person.user for person in held}

    @transaction.atomic
    def appoint(self, role, place, *, by, **terms):
        """Give this person an office in an organisation or an enterprise, and tell them."""
        if self.user_id == by.pk:
            raise Refusal("不能任命自己，请由上级工会任命。")
        office = Office.grant(self.account(), role, place, by=by, **terms)
        told = {"path": place.get_absolute_url(), "key": f"office:{office.pk}"}
        Notification.tell(office.user, f"您已任{office}", kind=Kind.OFFICE, **told)
        return office

    @transaction.atomic
    def rename(self, name, *, by, reason):
        """A changed name. The old one stays as 曾用名, and finds the person still."""
        name, was = clean_name(name), self.name
        if not name or name == was:
            raise Refusal("请填和现在不同的姓名。")
        self._change({"name": name, "initials": initials(name)}, only_if={"name": was})
        self.former_names.create(name=was, until=clock.today())
        leave_trace("改名", self, by=by, reason=reason)

    @transaction.atomic
    def give_up_phone(self, *, by, reason):
        """The number is not theirs any more; it no longer brings them in."""
        if not self.phone_fingerprint:
            raise Refusal("名册上没有这个人的手机号。")
        was = self.phone
        self._change(phone_facts(None), only_if={"phone_fingerprint": self.phone_fingerprint})
        self._is_not_reached_at(was)
        leave_trace("停用手机号", self, by=by, reason=reason)

    @transaction.atomic
    def take_phone(self, phone, *, by, reason, instead_of=()):
        """This is their number now. Those `instead_of` whom they have it give it up.

        A number may be shared by a family, so nobody loses it who is not named.
        """
        facts = phone_facts(phone)
        if facts["phone_fingerprint"] == self.phone_fingerprint:
            raise Refusal("名册上就是这个手机号。")
        for other in sorted(instead_of, key=lambda other: other.pk):
            other.give_up_phone(by=by, reason=reason)
        was = self.phone
        self._change(facts, only_if={"phone_fingerprint": self.phone_fingerprint})
        self._is_not_reached_at(was)
        leave_trace("更换手机号", self, by=by, reason=reason)

    @transaction.atomic
    def correct(self, *, by, reason, name=None, phone=None, is_lost=False, instead_of=()):
        """更正: what an officer knows better about a name and a phone, all of it or nothing."""
        if name:
            self.rename(name, by=by, reason=reason)
        if phone:
            self.take_phone(phone, by=by, reason=reason, instead_of=instead_of)
        if is_lost:
            self.give_up_phone(by=by, reason=reason)

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
        return job_of(self, on or clock.today())

    def all_employments(self):
        """Of all the rows that are this person."""
        ever = Employment.objects.filter(person__in=self.selves())
        return ever.select_related("enterprise")

    @property
    def masked_id_number(self):
        return mask_id(self.id_number) if self.id_number else ""

    @property
    def masked_phone(self):
        return mask_phone(self.phone) if self.phone else ""

    @classmethod
    def _new(cls, *, name, id_number=None, phone=None, **facts):
        identity = id_facts(id_number, facts.get("id_kind", IdKind.RESIDENT))
        name, number = clean(name, 60), identity["id_number"]
        told = {field: facts[field] for field in OF_PERSON & facts.keys()}
        if isinstance(number, IdNumber):
            told |= {"birth_on": number.birth_on, "sex": number.sex}
        return cls(name=name, initials=initials(name), **identity, **phone_facts(phone), **told)

    def _job(self, enterprise, since, facts):
        told = {field: facts[field] for field in OF_THE_JOB & facts.keys()}
        return Employment(person=self, enterprise=enterprise, since=since, **told)

    def _is_not_reached_at(self, phone):
        """Short messages go to the number with which one signs in; this one was given up."""
        if phone and self.user_id:
            Contact.forget(self.user_id, Carrier.SMS, phone)

    def _change(self, facts, *, only_if):
        """Change this row if it still is as the officer saw it."""
        seen = type(self).objects.live().filter(pk=self.pk, **only_if)
        if not seen.update(**facts):
            raise OutOfStep("这个人的记录刚刚有别人改过，请刷新后再看。")
        for field, value in facts.items():
            setattr(self, field, value)


@once
def job_of(person, day):
    return person.all_employments().on(day).order_by("-since").first()


def surviving(field="person"):
    """An expression: the key under which the person in this field counts, once for all selves.

    Few were ever absorbed, so it asks whether the key is among them before it looks further.
    """
    absorbed = Person.objects.absorbed()
    into = absorbed.filter(pk=OuterRef(field)).values("merged_into")[:1]
    was_absorbed = When(**{f"{field}__in": absorbed.values("pk")}, then=Subquery(into))
    return Case(was_absorbed, default=F(f"{field}_id"), output_field=models.BigIntegerField())
