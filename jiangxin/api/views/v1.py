"""The operations, all of them reading. Nothing personal, and no list of people."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from jiangxin.api import answers, refusals
from jiangxin.api.bearer import Bearer, PerKey
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Definition
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.organisations.models import Enterprise, Organisation, Park

PER_PAGE = 100
LARGEST = 2**63 - 1
REACHED = {
    "unions": Organisation.objects.reached,
    "parks": Park.objects.reached,
    "enterprises": Enterprise.objects.reached,
}
REFUSED = dict.fromkeys((401, 404, 422, 429), answers.ProblemAnswer)


class Chinese(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


API = NinjaAPI(
    title=f"{settings.FEDERATION}职工岗位创新指标接口",
    version="1.0.0",
    description="只读。数字、口径和截至时间与平台页面相同；没有个人信息。",
    urls_namespace="api:v1",
    docs_url=None,  # our own page: ninja's loads its scripts from elsewhere
    auth=Bearer(),
    throttle=PerKey(),
    renderer=Chinese(),
)
API.add_exception_handler(HttpError, refusals.http)
API.add_exception_handler(Http404, refusals.missing)
API.add_exception_handler(ValidationError, refusals.unreadable)


@API.get(
    "indicators",
    response={200: list[answers.IndicatorAnswer], **REFUSED},
    operation_id="indicators",
    summary="指标和口径",
    description="每个指标的名称、单位，和从启用到现在的全部口径。",
)
def indicators(request):
    return [answers.IndicatorAnswer.of(known) for known in Definition.versions().values()]


@API.get(
    "places/{kind}",
    response={200: answers.PlacesAnswer, **REFUSED},
    operation_id="places",
    summary="能读哪些单位",
    description=f"按编号从小到大，一页 {PER_PAGE} 个；把 next 写进 after 读下一页。",
)
def places(
    request,
    kind: answers.Kind,
    after: int = Query(0, ge=0, le=LARGEST, description="从这个编号之后读起"),
):
    rows = REACHED[kind](request.auth.reach).filter(pk__gt=after).order_by("pk")
    rows = list(rows[: PER_PAGE + 1])
    shown, more = rows[:PER_PAGE], rows[PER_PAGE:]
    found = [answers.PlaceAnswer.of(kind, thing) for thing in shown]
    return answers.PlacesAnswer(places=found, next=shown[-1].pk if more else None)


@API.get(
    "places/{kind}/{int:pk}/figures",
    response={200: answers.FiguresAnswer, **REFUSED},
    operation_id="figures",
    summary="一个单位一段时期的各项指标",
    description="和平台上这个单位的指标页一字不差。人数一人只算一次：全市不等于各园区、各区之和。",
)
def figures(
    request,
    kind: answers.Kind,
    asked: Query[answers.Asked],
    pk: int = Path(description="编号，就是 places 里的 id"),
):
    thing = get_object_or_404(REACHED[kind](request.auth.reach), pk=pk)
    place = Place(thing, in_plan=asked.scope == "plan")
    period = Period.read(asked.period) or Period.this_year()
    found = figures_of(place, period, set(asked.code) or None)
    return answers.FiguresAnswer(
        place=answers.PlaceAnswer.of(kind, thing),
        scope=asked.scope,
        period=period.written,
        period_name=str(period),
        first_day=period.first,
        last_day=period.last_day,
        figures=[answers.FigureAnswer.of(figure) for figure in found.values()],
    )
