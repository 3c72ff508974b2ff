"""The people that every test knows.

市总工会                 周处长, steward of the whole city
  东湾区总工会           李慧, steward; 吴前任, whose office is over
    临江智造园联合工会    郑红, steward; its park is 临江智造园, on the plan's roll
      精工公司工会        张师傅 and 刘徒弟, workers; 赵专管员, steward
      恒力公司工会        陈师傅, a worker next door; 孙专管员, steward, who should not see
    (云仓公司 has no union of its own; it stands in the park)  何师傅, a worker
"""

from datetime import date, timedelta
from types import SimpleNamespace

from jiangxin.accounts.models import User
from jiangxin.kpi.ready_made import ship
from jiangxin.lib import clock
from jiangxin.lib.numbers import CreditCode, IdNumber
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.people.models import Person

Tier, Role = Organisation.Tier, Office.Role
LONG_AGO = date(2020, 1, 1)


def credit_code(n):
    return CreditCode.with_check(f"91310000MA{n:07d}")


def id_number(n, born="19850612"):
    return IdNumber.with_check(f"310101{born}{n:03d}")


def phone(n):
    return f"1380000{n:04d}"


def build_cast():
    ship()  # a test that commits leaves an empty database behind
    zhou = User.objects.create_user("周处长")
    city = Organisation.found("云川市总工会", Tier.FEDERATION, by=zhou)
    bureau = Organisation.found("东湾区总工会", Tier.BUREAU, under=city, by=zhou, on=LONG_AGO)
    park_union = Organisation.found(
        "临江智造园联合工会", Tier.PARK, under=bureau, by=zhou, on=LONG_AGO
    )
    park = Park.open(
        "临江智造园", Park.Kind.INDUSTRIAL, "东湾区", by=zhou, enrolled_on=date(2017, 3, 1)
    )
    park.join(park_union, by=zhou, on=LONG_AGO)

    def employer(name, n, *, union):
        enterprise = Enterprise.register(
            name, credit_code(n), Enterprise.Ownership.NON_PUBLIC, by=zhou
        )
        enterprise.settle(park, by=zhou, on=LONG_AGO)
        if union:
            own = Organisation.found(
                f"{name}工会", Tier.ENTERPRISE, under=park_union, by=zhou, on=LONG_AGO
            )
            enterprise.join(own, by=zhou, on=LONG_AGO)
            return enterprise, own
        return enterprise, None

    jinggong, jinggong_union = employer("精工公司", 1, union=True)
    hengli, hengli_union = employer("恒力公司", 2, union=True)
    yuncang, _ = employer("云仓公司", 3, union=False)

    def worker(name, n, enterprise):
        person = Person.enrol(
            name,
            enterprise=enterprise,
            id_number=id_number(n),
            phone=phone(n),
            since=LONG_AGO,
            department="二车间",
            post="铣工",
        )
        person.account()
        return person

    def officer(name, organisation, role=Role.STEWARD, **dates):
        user = User.objects.create_user(name)
        dates.setdefault("since", LONG_AGO)
        Office.grant(user, role, organisation, by=zhou, **dates)
        return user

    Office.grant(zhou, Role.STEWARD, city, by=zhou, since=LONG_AGO)
    return SimpleNamespace(
        city=city,
        bureau=bureau,
        park_union=park_union,
        park=park,
        jinggong=jinggong,
        jinggong_union=jinggong_union,
        hengli=hengli,
        hengli_union=hengli_union,
        yuncang=yuncang,
        zhang=worker("张师傅", 1, jinggong),
        liu=worker("刘徒弟", 2, jinggong),
        chen=worker("陈师傅", 3, hengli),
        he=worker("何师傅", 4, yuncang),
        zhao=officer("赵专管员", jinggong_union),
        sun=officer("孙专管员", hengli_union),
        zheng=officer("郑红", park_union),
        li=officer("李慧", bureau),
        wu=officer("吴前任", jinggong_union, until=clock.today() - timedelta(days=1)),
        zhou=zhou,
    )
