import hashlib
from contextlib import contextmanager

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models.carried import Carried
from jiangxin.organisations.models.change_subject import ChangeSubject
from jiangxin.organisations.models.many import KINDS, Many
from jiangxin.organisations.models.step import Step
from jiangxin.ui.words import full_day

IN_BULK = "批量登记"  # the kind of a change that came from a table; taken back where it was read
FEW = 50


class ChangeQuerySet(models.QuerySet):
    def about(self, row):
        """The moves of this thing: an enterprise, a union, a park, a person of the room above."""
        kind = ContentType.objects.get_for_model(row)
        mine = ChangeSubject.objects.filter(about_kind=kind, about_id=row.pk)
        return self.filter(pk__in=mine.values("change"))

    def about_any(self, *rows):
        """Those about a row in any of these query sets."""
        kinds, held = ContentType.objects.get_for_model, models.Q(pk__in=[])
        for some in rows:
            held |= models.Q(about_kind=kinds(some.model), about_id__in=some.values("pk"))
        return self.filter(pk__in=ChangeSubject.objects.filter(held).values("change"))

    def concerning(self, row, held):
        """The moves of this thing, and those that touched what it holds: a query set of rows."""
        label = held.model._meta.label_lower
        names = [f"{label}:{pk}" for pk in held.values_list("pk", flat=True)]
        kind = ContentType.objects.get_for_model(row)
        mine = ChangeSubject.objects.filter(about_kind=kind, about_id=row.pk).values("change")
        return self.filter(models.Q(pk__in=mine) | models.Q(touched__overlap=names))

    def standing(self):
        return self.filter(undone_at=None)

    def for_list(self):
        """The latest first. Each knows whether something `is_stood_on`, and who made it."""
        later = Change.objects.standing().filter(
            pk__gt=OuterRef("pk"), touched__overlap=OuterRef("touched")
        )
        # Those of a table carry thousands of steps, which no list shows.
        named = self.select_related("by", "undone_by").defer("steps", "touched")
        return named.annotate(is_stood_on=Exists(later)).order_by("-id")


class Change(models.Model):
    """变动: one move with the day from which it counts, and what it began and ended.

    The past may be told late, the future not yet. It can be taken back while nothing stands on it.
    """

    kind = models.CharField("变动", max_length=20)  # 调动、迁园、改隶、合并…: the verb's own word
    title = models.CharField(max_length=200)  # a sentence that stays true
    effective_on = models.DateField("生效")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    steps = models.JSONField(default=list)  # Step as a mapping, in their order
    touched = ArrayField(models.CharField(max_length=60), default=list)  # the rows in the steps

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["touched"], name="changes_by_row")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("organisations:change", args=[self.pk])

    @classmethod
    @contextmanager
    def making(cls, kind, *, by, on, title, about):
        """Everything inside is one move, one transaction: `change.begin(row)`, `change.end(row)`.

        `about` are the things it happens to, the first of them foremost: they are locked (always
        in the same order) and each can list it (`Change.objects.about`). What the verb ends, it
        should have read before: of two officers who move one thing, one gets OutOfStep.
        """
        if on > clock.today():
            raise Refusal(f"{full_day(on)}还没有到。变动从哪天起生效，请填今天或以前的日子。")
        with transaction.atomic():
            lock(about)
            change = cls(kind=kind, title=title[:200], effective_on=on, by=by)
            yield change
            change.made_at = clock.now()
            change.save(force_insert=True)
            change._is_about(about)
            leave_trace(kind, about[0], by=by, change=change.pk, on=str(on))

    @contextmanager
    def continued(self):
        """A room above goes on with a change that was made in this very transaction."""
        yield self
        self.save(update_fields=["steps", "touched"])

    @staticmethod
    def preview(verb):
        """What this very verb would do, as sentences. It is done and taken back.

        `verb` is a callable that makes a change and returns it; its refusals are raised as ever.
        """
        with transaction.atomic():
            sentences = verb().sentences()
            transaction.set_rollback(True)
        return sentences

    @staticmethod
    def confirmed(verb, seen):
        """Make the change, if it does exactly what was shown: `seen` is the print of a preview."""
        with transaction.atomic():
            change = verb()
            if print_of(change.sentences()) != seen:
                raise OutOfStep("这期间有了别的变动，和您刚才看到的不一样，没有生效。请再看一次。")
        return change

    def begin(self, row, *, is_checked=False):
        """Keep a new row. A dated one without `since` begins on the day of the change.

        Of hundreds in one change, what a row would refuse itself is checked for all at once.
        """
        if getattr(row, "since", self) is None:
            row.since = self.effective_on
        row.save(force_insert=True)
        if not is_checked:
            recheck(row)
        self._keep(Step.began(row, self.effective_on))
        return row

    def end(self, row, on=None):
        """A dated row, as we saw it, ends: the day of the change is the first without it."""
        on = on or self.effective_on
        if row.until is not None and row.until <= clock.today():
            raise Refusal(
                f"“{row}”到{full_day(row.last_on)}就结束了，{full_day(on)}以后的变动在它之后。"
            )
        if on < row.since or (on == row.since and not row.may_be_void):
            raise Refusal(f"“{row}”从{full_day(row.since)}开始，不能在{full_day(on)}结束。")
        seen = row.until
        self._conditionally(row, {"until": seen}, {"until": on})
        self._keep(Step.ended(row, seen, on))

    def carry(self, held, says, **onward):
        """Many dated rows of one kind, as we saw them, end in a few statements.

        With `onward`, each goes on as a new row with these fields instead. Hold them before.
        """
        if held:
            carried = Carried.out(held, self.effective_on, says, onward)
            self.steps.append(carried.kept())
            self.touched = list(dict.fromkeys([*self.touched, *carried.names()]))

    def replace(self, held, new):
        """One relation ends (if there was one) and another begins (if there is one)."""
        if held:
            self.end(held)
        if new:
            self.begin(new)
        return self

    def begin_many(self, rows, says):
        """Keep new rows of one kind by few statements; one sentence for all of them."""
        if rows:
            self._keep_many(Many.began(rows, says))

    def write_many(self, pairs, says):
        """[(row as we saw it, {field: value})] of one kind; also how dated rows end."""
        if pairs:
            self._keep_many(Many.wrote(pairs, says))

    def drop_many(self, rows, says):
        """Rows of one kind that others replace; undone, they are there again."""
        if rows:
            self._keep_many(Many.dropped(rows, says))

    def write(self, row, says, **fields):
        """Other fields of a row, its name, the day it closed: if they are still what we saw."""
        seen = {name: getattr(row, name) for name in fields}
        self._conditionally(row, seen, fields)
        self._keep(Step.wrote(row, seen, fields, says))

    def lean_on(self, row):
        """This change was read off a row that it leaves alone: what made the row must stay."""
        self._touch(f"{row._meta.label_lower}:{row.pk}")

    def note(self, sentence):
        """Something that follows of itself, and that a person wants to read beforehand."""
        self.steps.append({"did": "noted", "says": sentence})

    def sentences(self):
        return [step["says"] for step in self.steps]

    @transaction.atomic
    def undo(self, *, by):
        """Take it back: what it ended lasts again, what it began never was. Once."""
        subjects = self.subjects()
        lock(subjects)
        standing = Change.objects.standing().filter(pk=self.pk)
        if not standing.update(undone_at=clock.now(), undone_by=by):
            raise OutOfStep(f"“{self}”已经撤销过了。")
        later = Change.objects.standing().filter(pk__gt=self.pk, touched__overlap=self.touched)
        for other in later.order_by("-id")[:1]:
            raise Refusal(
                f"在它之后又有“{other}”（{full_day(other.effective_on)}），请先撤销那一件。"
            )
        kinds = {"carried": Carried, **KINDS}
        kept = [step for step in self.steps if step["did"] != "noted"]
        steps = [kinds.get(step["did"], Step)(**step) for step in kept]
        rows = [step.undo() for step in reversed(steps)]
        for row in filter(None, rows):
            recheck(row)
        leave_trace(f"撤销{self.kind}", subjects[0] if subjects else self, by=by, change=self.pk)
        self.refresh_from_db()

    def subjects(self, most=None):
        """The things it happened to, as far as they are still there; a query for each kind."""
        named = list(self.subject_rows.select_related("about_kind").order_by("id")[:most])
        keys = {}
        for one in named:
            keys.setdefault(one.about_kind, []).append(one.about_id)
        rows = {kind: kind.model_class()._base_manager.in_bulk(ks) for kind, ks in keys.items()}
        found = (rows[one.about_kind].get(one.about_id) for one in named)
        return [row for row in found if row is not None]

    def few_subjects(self):
        """Those that a page has room for."""
        return self.subjects(FEW)

    def is_in_bulk(self):
        return self.kind == IN_BULK

    def is_undone(self):
        return self.undone_at is not None

    def _keep(self, step):
        self.steps.append(step.kept())
        self._touch(step.name)

    def _keep_many(self, many):
        self.steps.append(many.kept())
        self.touched = list(dict.fromkeys([*self.touched, *many.names()]))

    def _touch(self, name):
        if name not in self.touched:
            self.touched.append(name)

    def _conditionally(self, row, seen, new):
        # A conditional update: of two officers who move the same row, one is told so.
        if not type(row)._base_manager.filter(pk=row.pk, **seen).update(**new):
            raise OutOfStep(f"“{row}”刚刚有了别的变动，这一件没有生效。请看看最新情况再办。")
        for name, value in new.items():
            setattr(row, name, value)

    def _is_about(self, rows):
        kinds = ContentType.objects.get_for_model
        keys = dict.fromkeys((kinds(row), row.pk) for row in rows)
        ChangeSubject.objects.bulk_create(
            (ChangeSubject(change=self, about_kind=kind, about_id=pk) for kind, pk in keys),
            batch_size=5_000,
        )


def print_of(sentences):
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def lock(rows):
    """Hold these rows until the transaction ends; always in the same order, so nobody deadlocks."""
    if rows and (hold := getattr(rows[0], "hold_all", None)):
        hold()
    keys = {}
    for row in filter(lambda row: row.pk, rows):
        keys.setdefault(type(row), set()).add(row.pk)
    for model in sorted(keys, key=lambda model: model._meta.label):
        held = model._base_manager.filter(pk__in=keys[model]).order_by("pk")
        list(held.select_for_update(no_key=True).values_list("pk"))


def recheck(row):
    """A row may refuse what it now says, and brings its caches of today up to date."""
    if check := getattr(row, "recheck", None):
        check()
