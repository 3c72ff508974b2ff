"""The lists that can be exported, each with what it may be asked for and where it is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from jiangxin.documents.table import Table
from jiangxin.kpi.below import below
from jiangxin.kpi.exports import below as listed_below
from jiangxin.kpi.forms import BelowForm
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.views.find import SEEN
from jiangxin.lib.numbers import may_name_somebody
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations import exports as register
from jiangxin.organisations.forms import PlaceForm, SearchForm
from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.people import exports as people
from jiangxin.people.forms import PeopleSearchForm
from jiangxin.portal.summary import SummaryForm, summary
from jiangxin.portal.turnout import TurnoutForm, turnout
from jiangxin.programmes.exports import programmes
from jiangxin.programmes.models import Programme, Status
from jiangxin.proposals.exports import proposals
from jiangxin.proposals.filter_forms import place_named
from jiangxin.proposals.forms import ListForm

DIGIT = re.compile(r"\d")
PLACES = {
    "enterprise": Enterprise,
    "under": Organisation,
    "organisation": Organisation,
    "park": Park,
    "programme": Programme,
}


def found_below(user, told):
    """(key, Below) of what lies below a place, as far as this user may see; or None."""
    if not {"kind", "pk"} <= told.keys():
        return None
    seen = SEEN[told["kind"]](user).filter(pk=told["pk"]).first()
    place = seen and Place(seen, in_plan="scope" in told)
    period = Period.read(told.get("period", "")) or Period.this_year()
    return place and below(place, period, told.get("of"))


def figures_below(user, **told):
    """数字: what lies below a place, as its page shows it to this user."""
    if not (found := found_below(user, told)):
        raise Refusal("您现在看不到这一页的数字，请从“数字”里点进去再导出。")
    return listed_below(*found, told.get("state"))


def said_of_below(user, told):
    """The place, its months and what it was narrowed to."""
    if not (found := found_below(user, told)):
        return []
    of, listed = found
    states = [word for key, word in listed.states if key == told.get("state")]
    return [listed.place.name, listed.word, str(listed.period), *states]


@dataclass(frozen=True)
class Listing:
    """One list: its word, its table for a user, what may be asked, and the address of its page.

    place: what the key in the address is called among the parameters. of_people: in its search
    stand names or numbers of persons. said: (user, parameters) → its parameters in words.
    """

    word: str
    table: Callable[..., Table]
    form: type[forms.Form] = forms.Form
    page: str = ""
    place: str = ""
    of_people: bool = False
    said: Callable | None = None

    def asked(self, query, place=None):
        """The parameters of `table`; what cannot be read asks for nothing, as on the page."""
        if query.get("on"):
            raise Refusal("导出的是今天的情况，以前某一天的还不能导出。请回到今天，再导出。")
        form = self.form(query)
        form.is_valid()
        told = form.cleaned_data | ({self.place: place} if self.place and place else {})
        return {name: told[name] for name in told if told[name] not in (None, "")}

    def refuse_numbers(self, text):
        """The parameters are kept, and no number of a person may be among them."""
        if self.of_people and DIGIT.search(text) or may_name_somebody(text):
            raise Refusal("按号码找到的人不能导出。请改成按姓名找，或者清空搜索，再导出。")

    def words(self, user, parameters):
        """What was asked for, as a person reads it: a list of a few words."""
        if self.said and parameters:
            return self.said(user, parameters)
        said = [f"搜索“{parameters['q']}”"] if "q" in parameters else []
        if "status" in parameters:
            said.append(dict(Status.choices).get(parameters["status"], "全部状态"))
        days = {"first": "从 {} 起提交的", "last": "到 {} 为止提交的"}
        said += [days[name].format(parameters[name]) for name in days if name in parameters]
        if "place" in parameters:
            said.append(place_named(user, parameters["place"]))
        keys = [(PLACES[name], key) for name, key in parameters.items() if name in PLACES]
        for model, key in keys:
            said += [str(place) for place in model.objects.visible_to(user).filter(pk=key)]
        return said


LISTS = {
    "people": Listing("职工", people.people, PeopleSearchForm, "people:list", of_people=True),
    "enterprises": Listing("企业", register.enterprises, SearchForm, "organisations:enterprises"),
    "organisations": Listing("工会组织", register.organisations, SearchForm, "organisations:list"),
    "parks": Listing("园区", register.parks, SearchForm, "organisations:parks"),
    "offices": Listing("现任职务", register.offices),
    "headcounts": Listing("在册职工数（历次填报）", register.headcounts),
    "tenancies": Listing("入驻园区（现在和以往）", register.tenancies),
    "affiliations": Listing("隶属工会（现在和以往）", register.affiliations),
    "changes": Listing("变动记录", register.changes),
    "rosters": Listing("传过的名册", people.rosters, PlaceForm, "people:rosters", "enterprise"),
    "proposals": Listing("建议", proposals, ListForm, "proposals:list"),
    "summary": Listing("汇总表", summary, SummaryForm, "portal:summary"),
    "programmes": Listing("活动", programmes, page="programmes:list"),
    "below": Listing(
        "各单位的数字", figures_below, BelowForm, "kpi:below", place="pk", said=said_of_below
    ),
    "turnout": Listing(
        "参加情况名单", turnout, TurnoutForm, "portal:enterprise_people", place="enterprise"
    ),
}
OFFERED = [name for name in LISTS if name not in ("below", "turnout")]  # these need a place
ON_PAGE = {listing.page: name for name, listing in LISTS.items() if listing.page}
