"""The authors of proposals, as 合并 brings them together and as it puts them back."""

from datetime import datetime

from jiangxin.lib.refusal import Refusal
from jiangxin.people.models import Person
from jiangxin.proposals.models.authorship import Authorship

KEPT = ("consented_at", "declined_at", "share", "share_agreed_at")


def people_of(*proposals):
    """{key under which a person counts: Person}: who agreed to be an author of any, each once."""
    people = {}
    for proposal in proposals:
        for row in proposal.agreed():
            people.setdefault(row.person.survivor, row.person)
    return people


def kept(proposal):
    """How its authors are, as JSON: what `restore` needs."""
    rows = {
        row.pk: [packed(getattr(row, name)) for name in KEPT] for row in proposal.authorships.all()
    }
    return {"rows": rows, "barred": list(proposal.journey.barred)}


def take_in(proposal, parts, joining):
    """Everybody with a part is an author now, after those who were, with the share of the part."""
    rows = {row.person.survivor: row for row in proposal.authorships.select_related("person")}
    last = max((row.position for row in rows.values()), default=0)
    for place, part in enumerate(parts, start=last + 1):
        row = rows.get(part.person.survivor)
        row = row or Authorship(proposal=proposal, person=part.person, position=place)
        if row.consented_at is None:  # new, or asked before
            row.joining, row.consented_at, row.declined_at = joining, part.agreed_at, None
        row.share, row.share_agreed_at = part.share, part.agreed_at
        row.save()
    people = Person.objects.survivors([part.person_id for part in parts]).exclude(user=None)
    for person in people.select_related("user"):
        if proposal.journey.is_kept_by(person.user):
            raise Refusal(f"{person}正在办“{proposal}”，这一关办完才能合并进来做作者。")
        proposal.journey.bar(person.user)


def restore(proposal, was, joining):
    """As it was: whoever came by this joining goes, and the old shares hold again."""
    came = proposal.authorships.filter(joining=joining)
    people = Person.objects.survivors(came.values("person")).exclude(user=None)
    moved = set(people.values_list("user", flat=True)) - set(was["barred"])
    came.exclude(pk__in=was["rows"]).delete()
    for row in proposal.authorships.filter(pk__in=was["rows"]):
        names = KEPT if row.joining_id == joining.pk else KEPT[2:]
        before = dict(zip(KEPT, was["rows"][str(row.pk)], strict=True))
        for name in names:
            setattr(row, name, unpacked(before[name]))
        row.joining = None if row.joining_id == joining.pk else row.joining
        row.save()
    proposal.journey.unbar(moved)


def packed(value):
    return value.isoformat() if isinstance(value, datetime) else value


def unpacked(value):
    return datetime.fromisoformat(value) if isinstance(value, str) else value
