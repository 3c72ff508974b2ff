"""Which people: the words by which their rows are chosen."""

import re

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from jiangxin.lib.any_of import AnyOf
from jiangxin.lib.numbers import Phone, Unreadable
from jiangxin.lib.text import clean_name
from jiangxin.organisations.models import Office
from jiangxin.people.identity import (
    IdKind,
    id_mark,
    id_tail,
    phone_mark,
    phone_tail,
    read_id,
)
from jiangxin.people.models.employment import Employment

MANY = 12_000  # workers, from which it is shorter to go along the names
TAIL = re.compile(r"\d{4}|\d{3}[xX]", re.ASCII)
DIGIT = re.compile(r"\d", re.ASCII)
LETTERS = re.compile(r"[a-zA-Z]+", re.ASCII)


def order_of(text):
    """The order of those `matching` this text: one that the same index gives."""
    return "initials" if LETTERS.fullmatch(text) else "name"


class PersonQuerySet(models.QuerySet):
    def live(self):
        """Without those who were found to be somebody else on the register: 并档."""
        return self.filter(merged_into=None)

    def absorbed(self):
        return self.exclude(merged_into=None)

    def of_user(self, user):
        """The person with this account, and all who became one with them."""
        return self.filter(pk__in=self.keys_of(user))

    def keys_of(self, user):
        """Their keys, for a condition on other rows. A union: each half by its index."""
        mine = self.model.objects.filter(user=user).values("pk")
        theirs = self.model.objects.absorbed().filter(merged_into__user=user).values("pk")
        return mine.union(theirs, all=True)

    def closed_for(self, user):
        """The accounts that were closed when their records became one with this user's."""
        theirs = self.absorbed().filter(merged_into__user=user).exclude(user=None)
        return theirs.values("user")

    def survivors(self, keys):
        """Whom these keys mean today, each once."""
        into = self.model.objects.absorbed().filter(pk__in=keys).values("merged_into")
        return self.live().filter(Q(pk__in=keys) | Q(pk__in=into))

    def led_by(self, user):
        """All who work today where the user's offices reach: what an officer's list shows."""
        return self.within(Office.objects.reach_of(user))

    def within(self, reach):
        """All who work where some offices reach, on the day of that reach."""
        if reach.is_everywhere():
            return self.live()
        return self.live().filter(pk__in=Employment.objects.reached(reach).values("person"))

    def searched_by(self, user, text):
        """The same as `led_by`, for finding those `matching` a text in the order of an index.

        PostgreSQL does not know which way is shorter, so it is told: few workers as their keys,
        which it seeks along the index of the names; among many one name after the other until a
        page is full. A number means few.
        """
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.live()
        jobs = Employment.objects.reached(reach)
        if not DIGIT.search(text):
            keys = list(jobs.values_list("person", flat=True)[:MANY])
            if len(keys) < MANY:
                return self.live().filter(AnyOf("pk", keys))
        # An EXISTS would become a join again, or a hash of all who work there.
        here = Subquery(jobs.filter(person=OuterRef("pk")).values("since")[:1])
        return self.live().alias(here=here).exclude(here=None)

    def found_by(self, user, text, few):
        """A list: at most so many of those that are `visible_to` the user, oneself first."""
        own = self.live().filter(user=user).matching(text)
        found = self.searched_by(user, text).matching(text).order_by(order_of(text), "id")
        return list(dict.fromkeys([*own, *found[:few]]))[:few]

    def holds(self, *people):
        """Are all of these among them?"""
        keys = {person.pk for person in people}
        return self.filter(pk__in=keys).count() == len(keys)

    def is_all_led_by(self, user):
        return Office.objects.reach_of(user).is_everywhere()

    def visible_to(self, user):
        """Everybody sees themselves; officers see all who work today where their offices reach.

        For finding a few people: a list of many asks `led_by`, which PostgreSQL plans better.
        """
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.live()
        job = Employment.objects.reached(reach).filter(person=OuterRef("pk"))
        return self.live().filter(Q(user=user) | models.Exists(job))

    def matching(self, text):
        """By a whole number, the last four of one, pinyin initials, or how the name begins."""
        if TAIL.fullmatch(text):
            return self.with_tail(text)
        if LETTERS.fullmatch(text):
            return self.filter(initials__startswith=text.lower())
        for found in (self.with_phone_like, self.with_document_like):
            try:
                return found(text)
            except Unreadable:
                continue
        return self.filter(name__startswith=text)

    def known_as(self, name, *, id_number=None, id_kind=IdKind.RESIDENT, phone=None):
        """Who this is, by a document or by a phone with the same name; None if nobody is.

        Raises Unreadable where that is not certain. It tells nothing that was not typed.
        """
        if id_number:
            mark = id_mark(*read_id(id_number, id_kind))
            for known in self.live().filter(id_fingerprint=mark):
                if known.name != clean_name(name):
                    raise Unreadable("这个证件号已在册，登记的姓名不同。请核对证件和姓名。")
                return known
        if not phone:
            return None
        same = self.live().with_phone(Phone.parse(phone)).filter(name=clean_name(name))
        found = list((same.filter(id_fingerprint=None) if id_number else same)[:2])
        if len(found) > 1:
            raise Unreadable("有几位同名的职工登记了这个手机号，认不准是哪一位。请填证件号。")
        return found[0] if found else None

    def for_list(self):
        """Each knows its `jobs` of today."""
        jobs = Employment.objects.today().select_related("enterprise")
        return self.prefetch_related(models.Prefetch("employments", jobs, to_attr="jobs"))

    def with_phone(self, phone):
        return self.filter(phone_fingerprint=phone_mark(phone))

    def with_phone_like(self, text):
        return self.with_phone(Phone.parse(text))

    def with_id_number(self, number):
        return self.filter(id_fingerprint=id_mark(number))

    def with_document_like(self, text):
        """With a document of this number, whichever of its kinds it may be of."""
        marks = []
        for kind in (IdKind.RESIDENT, IdKind.PERMANENT, IdKind.PASSPORT):
            try:
                marks.append(id_mark(*read_id(text, kind)))
            except Unreadable as unreadable:
                last = unreadable
        if not marks:
            raise last
        return self.filter(id_fingerprint__in=marks)

    def with_tail(self, four):
        """Whose phone or document ends in these four."""
        four = four.upper()
        return self.filter(Q(phone_tail=phone_tail(four)) | Q(id_tail=id_tail(four)))
