"""How a call is set up and changed: the verbs of its officers."""

from django.db import transaction

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Organisation, Park
from jiangxin.programmes.models.faults import faults_of
from jiangxin.programmes.models.status import Status

MOST_QUESTIONS = 40


class ProgrammeSetting:
    """What an officer of the organiser does to a Programme; each act waits for the one before."""

    @transaction.atomic
    def amend(self, *, by, **terms):
        """Change name, summary, asks_duty, opens_at, closes_at; an end that is moved reopens it."""
        self.hold()
        changed = {name: value for name, value in terms.items() if value != getattr(self, name)}
        if self.published_at and "opens_at" in changed and self.opens_at <= clock.now():
            raise Refusal("活动已经开始，开始的时间不能再改。")
        if "closes_at" in changed:
            changed["ended_at"] = None
        if not changed:
            return
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=list(changed))
        said = {name: in_words(value) for name, value in changed.items() if name != "ended_at"}
        leave_trace("改活动", self, by=by, **said)

    @transaction.atomic
    def face(self, place, *, by):
        """面向: the workers of this union and below it, or those in this park, may take part."""
        self.hold()
        if not self._leads(place):
            raise Refusal(f"“{place}”不在“{self.organiser}”之下，不能面向它。")
        word = "park" if isinstance(place, Park) else "organisation"
        if self.audiences.filter(**{word: place}).exists():
            raise Refusal(f"“{place}”已在面向的范围里。")
        new = self.audiences.create(**{word: place})
        leave_trace("加面向", self, by=by, place=str(place))
        return new

    @transaction.atomic
    def turn_from(self, audience, *, by):
        """Take a part out of those whom it faces; without any it is for all below its organiser."""
        self.hold()
        place = str(audience)
        audience.delete()
        leave_trace("去掉面向", self, by=by, place=place)

    @transaction.atomic
    def end(self, *, by):
        """提前结束: it takes nothing from this moment on. What was sent in goes on."""
        self.hold()
        if not self.is_open():
            raise OutOfStep(f"“{self}”现在本来就不收件。")
        self.ended_at = clock.now()
        self.save(update_fields=["ended_at"])
        leave_trace("提前结束", self, by=by)

    @transaction.atomic
    def drop(self, *, by):
        """Throw a draft away."""
        self._must_be_a_draft()
        leave_trace("不要这份草稿", self, by=by)
        road, form = self.road, self.questionnaire
        type(self).objects.filter(pk=self.pk).update(road=None)
        road.delete()
        self.delete()
        form.drop()

    @transaction.atomic
    def copy(self, *, by, organiser=None, **details):
        """A draft of the same: its form, its stages, its lists. Dates begin anew."""
        new = type(self).draft(
            details.pop("name", f"{self.name}（新一年）"[:120]),
            self.kind,
            organiser=organiser or self.organiser,
            questionnaire=self.questionnaire.copy(),
            summary=self.summary,
            asks_duty=self.asks_duty,
            by=by,
            **details,
        )
        self.road.copy_to(new.road)
        for rows, same in ((self.categories, new.categories), (self.reasons, new.reasons)):
            for row in rows.order_by("position"):
                same.create(position=row.position, name=row.name)
        for audience in self.audiences.all():
            if new._leads(audience.place):
                new.audiences.create(organisation=audience.organisation, park=audience.park)
        return new

    @transaction.atomic
    def begin_version(self, *, by):
        """另起一版: a copy of form and stages that may be changed, until it is put in force."""
        self.hold()
        if self.is_draft:
            raise OutOfStep("活动还没有发布，直接改就行，不用另起一版。")
        if self.next_questionnaire:
            raise OutOfStep("已有一版正在改，请接着改那一版。")
        self.next_questionnaire = self.questionnaire.next()
        self.save(update_fields=["next_questionnaire"])
        road = self.road.next(by=by)
        leave_trace("另起一版", self, by=by, road=road.version)

    @transaction.atomic
    def start_version(self, *, by):
        """起用: what is in the making comes into force, when nothing is wrong with it."""
        self.hold()
        if self.next_questionnaire is None:
            raise OutOfStep("没有正在改的新版。")
        self.must_be_complete()
        road, form = self.roads.get(begun_at=None), self.next_questionnaire
        self.put_in_force(by=by, road=road, questionnaire=form)

    @transaction.atomic
    def ask(self, label, kind, *, by):
        """One more question at the end of the form that may be changed now."""
        self.hold()
        form = self.form_in_the_making
        if form is None:
            raise OutOfStep("活动已经发布。要改表单，请先“另起一版”。")
        if form.questions.count() >= MOST_QUESTIONS:
            raise Refusal(f"题目最多 {MOST_QUESTIONS} 道，再多没有人愿意填。")
        new = form.ask(form.free_key(), label, kind)
        leave_trace("加题目", self, by=by, question=label)
        return new

    @transaction.atomic
    def add_stage(self, name, office, *, working_days, by):
        """One more stage at the end of the road that may be changed now."""
        self.hold()
        road = self.road_in_the_making
        if road is None:
            raise OutOfStep("活动已经发布。要改环节，请先“另起一版”。")
        return road.add(name, [office], if_missing="up", working_days=working_days, by=by)

    @transaction.atomic
    def drop_version(self, *, by):
        """Throw the version in the making away; what is in force stays."""
        self.hold()
        form = self.next_questionnaire
        if form is None:
            raise OutOfStep("没有正在改的新版。")
        self.roads.filter(begun_at=None).delete()
        self.next_questionnaire = None
        self.save(update_fields=["next_questionnaire"])
        form.drop()
        leave_trace("不要新版", self, by=by)

    @transaction.atomic
    def put_in_force(self, *, by, road=None, questionnaire=None):
        """起用: entries that are started from now on take these versions.

        Those that were sent in keep theirs; drafts of their authors move on to these.
        """
        self.hold()
        if road:
            road.begin()
            self.road = road
        if questionnaire:
            questionnaire.publish()
            self.questionnaire, self.next_questionnaire = questionnaire, None
        newest = {"road": self.road, "questionnaire": self.questionnaire}
        self.save(update_fields=[*newest, "next_questionnaire"])
        self.journeys.filter(status=Status.DRAFT).update(**newest)
        versions = {"road": self.road.version, "questionnaire": self.questionnaire.version}
        leave_trace("起用新版", self, by=by, **versions)

    def must_be_complete(self):
        """Refuse with the first thing that is wrong with what would be put in force."""
        if wrong := faults_of(self):
            raise Refusal(wrong[0])

    def _leads(self, place):
        if isinstance(place, Organisation):
            return self.organiser.contains(place)
        union = place.union()
        return self.organiser.is_federation() or bool(union and self.organiser.contains(union))


def in_words(value):
    """A term as a trace keeps it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value or "")
