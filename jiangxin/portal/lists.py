"""The lists that can be exported, each with what it may be asked for and where it is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from jiangxin.documents.table import Table
from jiangxin.lib.numbers import may_name_somebody
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations import exports as register
from jiangxin.organisations.forms import PlaceForm, SearchForm
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.people import exports as people
from jiangxin.people.forms import PeopleSearchForm
from jiangxin.portal import figures
from jiangxin.portal.summary import SummaryForm, summary
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
STANDING = {
    "在册职工（自报）": lambda line: line.workers,
    "参与人数（实名）": lambda line: line.people,
    "参与率（%）": lambda line: None if line.rate is None else round(100 * line.rate, 1),
    "最近一次": lambda line: line.last_on,
    "情况": lambda line: line.state[1],
}


def figures_of_parks(user, *, organisation=None):
    """数字: the parks of a union, or of the first union in which the user holds an office."""
    led = Organisation.objects.led_by(user)
    if organisation is None:
        held = Office.objects.of(user).exclude(organisation=None).order_by("id")
        led, organisation = Organisation.objects, held.values("organisation")[:1]
    union = led.filter(pk=organisation).first()
    if union is None:
        raise Refusal("您现在不在这家工会任职，看不到它的数字。")
    return standing("园区", "park", figures.parks_of(union))


def figures_of_enterprises(user, *, park=None):
    """数字: the enterprises of a park."""
    seen = Park.objects.visible_to(user).filter(pk=park)
    if not seen:
        raise Refusal("您现在看不到这个园区，请从“数字”里点园区再导出。")
    return standing("企业", "enterprise", Enterprise.objects.standing_in(seen))


def standing(word, field, places):
    """Of these places, how many took part this year until today."""
    period = figures.Period.this_year()
    columns = {word: lambda line: line.place.name, **STANDING}
    title = f"{word}参与情况"
    lines = figures.lines
    return Table(title, columns, places.order_by("id"), lambda rows: lines(field, rows, period))


@dataclass(frozen=True)
class Listing:
    """One list: its word, its table for a user, what may be asked, and the address of its page.

    place: what the key in the address is called among the parameters. of_people: in its search
    stand names or numbers of persons.
    """

    word: str
    table: Callable[..., Table]
    form: type[forms.Form] = forms.Form
    page: str = ""
    place: str = ""
    of_people: bool = False

    def asked(self, query, place=None):
        """The parameters of `table`; what cannot be read asks for nothing, as on the page."""
        if query.get("on"):
            raise Refusal("导出的是今天的情况，以前某一天的还不能导出。请回到今天，再导出。")
        form = self.form(query)
        form.is_valid()
        if self.place and place:
            return {self.place: place}
        told = form.cleaned_data
        return {name: told[name] for name in told if told[name] not in (None, "")}

    def refuse_numbers(self, text):
        """The parameters are kept, and no number of a person may be among them."""
        if self.of_people and DIGIT.search(text) or may_name_somebody(text):
            raise Refusal("按号码找到的人不能导出。请改成按姓名找，或者清空搜索，再导出。")

    def words(self, user, parameters):
        """What was asked for, as a person reads it: a list of a few words."""
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
    "park_figures": Listing(
        "各园区参与情况",
        figures_of_parks,
        PlaceForm,
        "portal:organisation_figures",
        "organisation",
    ),
    "enterprise_figures": Listing(
        "园区内各企业参与情况", figures_of_enterprises, PlaceForm, "portal:park_figures", "park"
    ),
}
OFFERED = [name for name in LISTS if name != "enterprise_figures"]  # this one needs a park
ON_PAGE = {listing.page: name for name, listing in LISTS.items() if listing.page}
