"""Each thing in each of its states, and whoever should look at it: [(who, address)]."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.errands.models import Errand
from jiangxin.lib import clock
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office, Organisation
from jiangxin.people.models import Roster
from jiangxin.people.tests.rosters import HEADER, again, received, upload, worker
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
    "portal:figures",
]


def every_state(things, programme):
    """Furnish each state, on top of what the rooms furnish."""
    lengthen(things)
    return [
        *proposals(things, programme),
        *rosters(things),
        *errands(things),
        *messages(things),
        *searches(things),
        *nothing(things),
    ]


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
    yield things.zhou, reverse("portal:organisation_figures", args=[things.city.pk])


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
    for part in ("added", "changed", "unchanged", "refused", "absent"):
        yield zhao, f"{previewed.get_absolute_url()}?part={part}"
    yield zhao, reverse("people:roster_columns", args=[unsure.pk])
    yield sun, merged.get_absolute_url()
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


def messages(things):
    """Read and unread, with and without a page to act on."""
    for who in (things.zhang.user, things.zhao):
        Notification.tell(who, "您的建议“夹具快换”已通过", text="同意", path="/proposals/")
        Notification.tell(who, "系统今晚维护").read()
    return [(who, reverse("portal:messages")) for who in (things.zhang, things.zhao)]


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
    yield things.newcomer, reverse("portal:organisation_figures", args=[bare.pk])
