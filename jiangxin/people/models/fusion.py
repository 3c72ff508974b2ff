"""What a 并档 moves from one row to the other, and back."""

from datetime import date

from django.db.models import Q
from django.forms.models import model_to_dict

from jiangxin.lib import clock
from jiangxin.lib.pinyin import initials
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Office
from jiangxin.people.identity import id_facts, phone_facts
from jiangxin.people.models.employment import Employment
from jiangxin.people.models.former_name import FormerName
from jiangxin.people.models.person import Person
from jiangxin.ui.words import full_day

FACTS = {"name": "姓名", "phone": "手机号", "birth_on": "出生日期", "sex": "性别"} | {
    "education": "文化程度",
    "origin": "户籍地",
}
CHANGED_SINCE = "并档以后，{what}又有变动，不能撤销。"


def live_jobs(person):
    """What is running, or will still be running tomorrow."""
    today = clock.today()
    running = Q(until=None) | Q(until__gt=today)
    return Employment.objects.filter(running, person=person).select_related("enterprise")


def obstacles(kept, absorbed):
    """Sentences that say why these two cannot become one; none when they can."""
    return [*_of_keys(kept, absorbed), *_of_numbers(kept, absorbed), *_of_work(kept, absorbed)]


def _of_keys(kept, absorbed):
    if kept.pk == absorbed.pk:
        yield "不能把一个人并到自己，请选另一份记录。"
    for person in (kept, absorbed):
        if person.merged_into_id:
            yield f"“{person}”这份记录已经并档，请刷新后再看。"


def _of_numbers(kept, absorbed):
    if kept.pk != absorbed.pk and kept.id_fingerprint and absorbed.id_fingerprint:
        yield "两份记录的证件号不同，是两个人，不能并档。"


def _of_work(kept, absorbed):
    here, there = live_jobs(kept), live_jobs(absorbed)
    places = {job.enterprise for job in [*here, *there]}
    if here and there and len(places) > 1:
        names = "”和“".join(sorted(place.name for place in places))
        yield f"两份记录今天分别在“{names}”在册，请先弄清人在哪里，给另一处办理离职。"
    if not here:
        yield from _of_days(kept, there)
    running = Q(until=None) | Q(until__gt=clock.today())
    if absorbed.user_id and Office.objects.filter(running, user=absorbed.user_id).exists():
        yield f"要并入的这份记录的账号还有任职，请把“{absorbed}”这份作为保留的，或先免去任职。"


def _of_days(kept, jobs):
    """What runs goes over to the kept record, where another job may lie on the same days."""
    for job in jobs:
        for past in kept.employments.filter(until__gt=job.since).select_related("enterprise")[:1]:
            yield (
                f"“{kept}”到{full_day(past.last_on)}为止在“{past.enterprise}”在册，和另一份记录"
                f"在“{job.enterprise}”的日子重叠。请把现在在册的那一份作为保留的。"
            )


def differing(kept, absorbed):
    """{field: (label, here, there)} of the facts that an officer has to choose between."""
    told = {field: (getattr(kept, field), getattr(absorbed, field)) for field in FACTS}
    return {
        field: (FACTS[field], *pair)
        for field, pair in told.items()
        if all(pair) and pair[0] != pair[1]
    }


class Fusion:
    """One row takes over from another, both locked."""

    def __init__(self, kept, absorbed, *, by):
        self.kept, self.absorbed, self.by = kept, absorbed, by

    def fuse(self, chosen):
        """Do it; what was changed, as plain JSON, for `separate`."""
        facts = self._facts(chosen)
        return {
            "names": self._keep_names(facts),
            "facts": self._take(facts),
            "document": self._take_document(),
            "jobs": [self._take_job(job) for job in live_jobs(self.absorbed)],
            "account": self._take_account(),
            "followers": self._take_followers(),
        }

    def separate(self, moved):
        """Put back what `fuse` moved, or refuse and leave all as it is."""
        self._return_followers(moved["followers"])
        for job in moved["jobs"]:
            self._return_job(job)
        self._return_account(moved["account"])
        self._return_document(moved["document"])
        self._return_facts(moved["facts"])
        FormerName.objects.filter(pk__in=moved["names"], person=self.kept).delete()

    def _facts(self, chosen):
        """What the kept row takes from the other: what was chosen, and what it has not itself."""
        wanted = {}
        for field in FACTS:
            theirs = getattr(self.absorbed, field)
            if theirs and (field in chosen or not getattr(self.kept, field)):
                wanted[field] = theirs
        return wanted

    def _keep_names(self, facts):
        names = {self.kept.name, self.absorbed.name} - {facts.get("name", self.kept.name)}
        today = clock.today()
        kept = [self.kept.former_names.create(name=name, until=today) for name in sorted(names)]
        return [row.pk for row in kept]

    def _take(self, facts):
        before = {field: plain(getattr(self.kept, field)) for field in facts}
        self._write(self.kept, facts)
        return {"before": before, "after": {field: plain(facts[field]) for field in facts}}

    def _take_document(self):
        if self.kept.id_fingerprint or not self.absorbed.id_fingerprint:
            return None
        number, kind = self.absorbed.id_number, self.absorbed.id_kind
        self._hand_over_document(self.absorbed, self.kept, number, kind)
        return [str(number), str(kind)]

    def _return_document(self, document):
        if document is None:
            return
        number, kind = document
        if self.kept.id_number != number or self.absorbed.id_fingerprint:
            raise Refusal(CHANGED_SINCE.format(what="证件号"))
        self._hand_over_document(self.kept, self.absorbed, number, kind)

    def _hand_over_document(self, giver, taker, number, kind):
        rows = Person.objects
        rows.filter(pk=giver.pk).update(**id_facts(None))  # first: one person per number
        rows.filter(pk=taker.pk).update(**id_facts(number, kind))

    def _take_job(self, job):
        today = clock.today()
        if not live_jobs(self.kept).exists():
            told = {"did": "moved", "pk": job.pk, "until": plain(job.until)}
            Employment.objects.filter(pk=job.pk).update(person=self.kept)
        elif job.since < today:
            told = {"did": "ended", "pk": job.pk, "was": plain(job.until), "until": plain(today)}
            Employment.objects.filter(pk=job.pk).update(until=today)
        else:  # it began today: there is no day on which it could have ended
            told = {"did": "dropped", "row": {k: plain(v) for k, v in model_to_dict(job).items()}}
            job.delete()
        return told

    def _return_job(self, told):
        if told["did"] == "dropped":
            row = told["row"]
            self._insert(row)
            return
        now = self.kept if told["did"] == "moved" else self.absorbed
        same = Employment.objects.filter(pk=told["pk"], person=now, until=told["until"])
        until = told["until"] if told["did"] == "moved" else told["was"]
        if not same.update(person=self.absorbed, until=until):
            raise Refusal(CHANGED_SINCE.format(what="在职情况"))

    def _insert(self, row):
        keys = {"person": "person_id", "enterprise": "enterprise_id"}
        Employment.objects.create(**{keys.get(k, k): v for k, v in row.items()})

    def _take_account(self):
        if not self.absorbed.user_id:
            return None
        account = self.absorbed.user
        if self.kept.user_id:
            account.close(by=self.by)
            return {"did": "closed", "user": account.pk}
        self._hand_over_account(self.absorbed, self.kept, account)
        return {"did": "moved", "user": account.pk}

    def _return_account(self, told):
        if told is None:
            return
        if told["did"] == "closed":
            self.absorbed.user.reopen(by=self.by)
            return
        if self.kept.user_id != told["user"] or self.absorbed.user_id:
            raise Refusal(CHANGED_SINCE.format(what="账号"))
        self._hand_over_account(self.kept, self.absorbed, self.kept.user)

    def _hand_over_account(self, giver, taker, account):
        Person.objects.filter(pk=giver.pk).update(user=None)
        Person.objects.filter(pk=taker.pk).update(user=account)

    def _take_followers(self):
        """Whom the absorbed one had absorbed: no chains."""
        followers = Person.objects.filter(merged_into=self.absorbed)
        keys = list(followers.values_list("pk", flat=True))
        Person.objects.filter(pk__in=[*keys, self.absorbed.pk]).update(merged_into=self.kept)
        return keys

    def _return_followers(self, keys):
        Person.objects.filter(pk=self.absorbed.pk).update(merged_into=None)
        Person.objects.filter(pk__in=keys, merged_into=self.kept).update(merged_into=self.absorbed)

    def _return_facts(self, facts):
        now = Person.objects.get(pk=self.kept.pk)
        for field, after in facts["after"].items():
            if plain(getattr(now, field)) != after:
                raise Refusal(CHANGED_SINCE.format(what=FACTS[field]))
        self._write(now, facts["before"])

    def _write(self, person, facts):
        """Write facts and what is derived from them."""
        written = dict(facts)
        if "phone" in written:
            written |= phone_facts(written["phone"])
        if "name" in written:
            written["initials"] = initials(written["name"])
        if written:
            Person.objects.filter(pk=person.pk).update(**written)


def plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
