"""Each thing in each of its states, and whoever should look at it: [(who, address)]."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.errands.models import Errand
from jiangxin.lib import clock
from jiangxin.notifications.models import Carrier, Contact, Notification, State
from jiangxin.organisations.models import Office, Organisation
from jiangxin.people.models import Roster
from jiangxin.people.tests.rosters import HEADER, again, received, upload, worker
from jiangxin.portal.models import Export
from jiangxin.programmes.ready_made import REASONS, five_smalls
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.tests.doors import WRITTEN

LONG_WORDS = "立式铣床快换夹具，缩短换型时间，并把X5032、X6132两种机床的底板统一" * 3
ROWS = [
    worker("张师傅", 1, "三车间"),
    worker("王小明", 11),
    worker("艾力•吐尔逊", 12),
    worker("陈国华", 13, id="310101198506120000"),
    worker("", 14),
    worker("陈师傅", 3),  # works elsewhere: to be decided
]
LISTS = [
    "organisations:list",
    "organisations:parks",
    "organisations:enterprises",
    "people:list",
    "programmes:list",
    "proposals:list",
    "portal:home",
    "portal:worker",
    "portal:me",
    "portal:more",
    "portal:messages",
    "portal:desk",
    "portal:search",
    "portal:exports",
]


def every_state(things, programme):
    """Furnish each state, on top of what the rooms furnish."""
    lengthen(things)
    return [
        *proposals(things, programme),
        *after_acceptance(things),
        *rosters(things),
        *errands(things),
        *exports(things),
        *searches(things),
        *nothing(things),
        *messages(things),
        *past_days(things),
        *workforces(things),
    ]


def past_days(things):
    """看某一天, with a name that has changed since; and a day that has not come."""
    moved = clock.today() - timedelta(days=100)
    things.hengli_union.rename("恒力精密机械制造集团工会", by=things.zhou, on=moved)
    places = [things.park_union, things.park, things.hengli]
    for on in ("2023-06-01", "2999-01-01"):
        yield things.zheng, f"{reverse('organisations:list')}?on={on}"
        for place in places:
            yield things.zheng, f"{place.get_absolute_url()}?on={on}"
    below = reverse("organisations:branches", args=[things.park_union.pk])
    yield things.zheng, f"{below}?on=2023-06-01"


def workforces(things):
    """A headcount with its structure, filed today: the form opens with it, the page shows it."""
    structure = {"age": {"30岁及以下": 40, "31至40岁": 60}, "origin": {"本市": 90}}
    filed = things.hengli.file_headcount(
        by=things.sun, as_of=clock.today(), workers=120, frontline=80, structure=structure
    )
    filed.confirm(by=things.zheng)
    yield things.sun, reverse("organisations:headcount", args=[things.hengli.pk])
    yield things.sun, things.hengli.get_absolute_url()
    people = reverse("portal:enterprise_people", args=[things.hengli.pk])
    yield from ((things.sun, f"{people}?part={part}&period=year") for part in ("never", "taken"))


def lengthen(things):
    """Names as long as real ones are, so that what is too narrow shows."""
    for place, name in (
        (things.jinggong, "云川精工精密机械制造（集团）有限责任公司东湾区第二分公司"),
        (
            things.jinggong_union,
            "云川精工精密机械制造（集团）有限责任公司东湾区第二分公司工会委员会",
        ),
        (things.bureau, "东湾区装备制造与新材料产业工会联合委员会"),
        (things.park, "国家级临江智能制造与生物医药产业园（东湾区北片）"),
    ):
        type(place).objects.filter(pk=place.pk).update(name=name)
        place.refresh_from_db()


def proposals(things, programme):
    """At each keeper, handed back, concluded each way; as its author and its officer see it."""
    five_smalls(things.city, 2026, by=things.zhou)
    zhang, zhao = things.zhang, things.zhao

    def sent(title, colleagues=()):
        written = {**WRITTEN, "title": title}
        new = Proposal.draft(
            programme=programme, author=zhang, colleagues=list(colleagues), **written
        )
        new.submit(by=zhang.user)
        return new

    above, passed, back = sent("送到区里"), sent(LONG_WORDS[:110]), sent("退回的")
    refused, taken_back, together = sent("不通过的"), sent("撤回的"), sent("两人", [things.liu])
    above.pass_on(by=zhao, remark="可行，请区里看。")
    for officer in (zhao, things.li, things.zhou):
        passed.pass_on(by=officer, remark="同意" * 200)
    back.hand_back(by=zhao, remark="请补一张照片。")
    refused.reject(by=zhao, reason=REASONS[0], remark="已有同样的改法。")
    taken_back.withdraw(by=zhang.user)
    together.consent(by=things.liu.user)
    things.back, things.together = back, together
    looked_at = [above, passed, back, refused, taken_back, together, things.asking]
    yield from ((zhang, one.get_absolute_url()) for one in [*looked_at, things.draft])
    yield from ((zhao, one.get_absolute_url()) for one in looked_at)
    yield things.liu, things.asking.get_absolute_url()
    yield things.liu, reverse("portal:home")
    yield things.li, reverse("portal:desk_entry", args=[above.journey.pk])
    yield zhang, reverse("proposals:revision", args=[back.pk])
    yield zhang, reverse("proposals:new", args=[programme.pk])
    yield from below(things)


def below(things):
    """What lies below the city and a park, each list as a whole and narrowed to nothing."""
    city = reverse("kpi:below", args=["unions", things.city.pk])
    yield from ((things.zhou, f"{city}?of={of}") for of in ("parks", "unions", "enterprises"))
    yield things.zheng, reverse("kpi:below", args=["parks", things.park.pk]) + "?state=idle"


def after_acceptance(things):
    """Merged, as both sides see it; a support as it is asked for and granted; opened or not."""
    joined = things.joined
    yield things.liu, joined.source.get_absolute_url()
    yield things.zhao, joined.source.get_absolute_url()
    for one in (joined, joined.target, things.in_use, things.opened, things.granted):
        yield things.zhang, one.get_absolute_url()
        yield things.zhao, one.get_absolute_url()
    yield things.zhou, things.asked.get_absolute_url()
    yield things.zhou, things.granted.get_absolute_url()
    yield things.liu, reverse("proposals:adoptions", args=[things.opened.pk])
    yield things.zhao, reverse("proposals:adoptions", args=[things.in_use.pk])
    yield things.hengli_finance, things.adoption.get_absolute_url()
    yield things.sun, f"{reverse('proposals:opened')}?q=没有这个"
    new = reverse("proposals:joining_new", args=[things.joinable.pk])
    yield things.zhang, f"{new}?other={things.proposal.number}"


def rosters(things):
    """Waiting, to be told its columns, to be confirmed, done, unreadable, given up, broken."""
    jinggong, zhao, sun = things.jinggong, things.zhao, things.sun
    unsure = received(jinggong, upload(ROWS, header=["人员", *HEADER[1:]]), by=zhao)
    previewed = received(jinggong, upload(ROWS), by=zhao)
    waiting = Roster.receive(jinggong, upload(ROWS), by=zhao)
    refused = received(jinggong, upload([[1, 2]], header=["甲", "乙"]), by=zhao)
    dropped = received(jinggong, upload(ROWS), by=zhao)
    dropped.abandon(by=zhao)
    merging = received(jinggong, upload(ROWS), by=zhao)
    merging.confirm(by=zhao)
    broken = Roster.receive(jinggong, SimpleUploadedFile("表.csv", b"x"), by=zhao)
    broken.errand.fail("程序出了错，已经记录下来。")
    merged = received(things.hengli, upload([worker("何新", 21)]), by=sun)
    merged.confirm(by=sun)
    again(merged, "merge")
    things.previewed, things.unsure = previewed, unsure
    for one in (previewed, waiting, refused, dropped, merging, broken):
        yield zhao, one.get_absolute_url()
    yield zhao, reverse("people:roster_choices", args=[previewed.pk])
    for part in ("added", "changed", "unchanged", "undecided", "refused", "absent"):
        yield zhao, f"{previewed.get_absolute_url()}?part={part}"
    yield zhao, reverse("people:roster_columns", args=[unsure.pk])
    yield sun, merged.get_absolute_url()
    yield sun, reverse("people:roster_undo", args=[merged.pk])
    yield sun, reverse("people:roster_absent", args=[merged.pk])
    yield sun, reverse("people:rosters", args=[things.hengli.pk])


def errands(things):
    """Under way, done, failed."""
    begun, done, failed = (Errand.start("导入职工名册", by=things.zhao) for _ in range(3))
    begun.begin()
    begun.advance(40, 100, "读到 40 行")
    done.begin()
    done.finish("新增 3 人")
    failed.fail("文件打不开，请另存为 .xlsx 再传。")
    return [(things.zhao, one.get_absolute_url()) for one in (begun, done, failed)]


def exports(things):
    """Waiting, written, failed, past its day."""
    made = [Export.ask(name, "xlsx", {}, by=things.zhao) for name in ("people", "parks", "offices")]
    made[1].write()
    made[2].errand.fail("程序出了错，已经记录下来。")
    past = Export.ask("people", "csv", {"q": "王"}, by=things.zhao)
    past.discard()
    yield things.zhao, reverse("portal:exports")
    yield from ((things.zhao, one.get_absolute_url()) for one in (*made, past))


def messages(things):
    """Read and unread, with and without a page to act on; how one gets them; what left."""
    for who in (things.zhang.user, things.zhao):
        Notification.tell(who, "您的建议“夹具快换”已通过", text="同意", path="/proposals/")
        Notification.tell(who, "系统今晚维护").read()
    Contact.keep(things.liu.user, Carrier.EMAIL, "liu@example.com").come_back("退信（550）")
    yield from ((who, reverse("portal:messages")) for who in (things.zhang, things.zhao))
    for who in (things.zhang, things.liu, things.zhou, things.newcomer):
        yield who, reverse("portal:message_settings")
    yield things.zhang, f"{reverse('portal:messages')}?kind=office"
    for state in State:
        yield things.zhou, f"{reverse('portal:deliveries')}?state={state}"


def searches(things):
    for path in ("/search/?q=夹具", "/search/?q=精工", "/search/?q=没有这个", "/search/?q=张师傅"):
        yield things.zhou, path
    for name in ("people:list", "organisations:enterprises", "organisations:parks"):
        yield things.zhao, f"{reverse(name)}?q=没有这个"
    yield things.zhang, f"{reverse('proposals:list')}?q=没有这个&status=draft"
    yield things.zhou, f"{reverse('organisations:list')}?q=精工"


def nothing(things):
    """Every list as the first officer of an empty union sees it, and as a worker without a job."""
    bare = Organisation.found("空港街道总工会", Organisation.Tier.TOWN, under=things.bureau,
                              by=things.zhou)  # fmt: skip
    things.newcomer = User.objects.create_user("新任")
    Office.grant(things.newcomer, Office.Role.STEWARD, bare, by=things.zhou, since=clock.today())
    for name in LISTS:
        yield things.newcomer, reverse(name)
        yield things.wu, reverse(name)
    yield things.newcomer, reverse("organisations:organisation", args=[bare.pk])
    yield things.newcomer, reverse("kpi:below", args=["unions", bare.pk])
