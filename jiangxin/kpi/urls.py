from django.urls import path, register_converter

from jiangxin.kpi.report_papers import PAPERS
from jiangxin.kpi.views import (
    below,
    closings,
    declarations,
    definitions,
    figures,
    flags,
    open_data,
    reports,
    rows,
    targets,
    wall,
)
from jiangxin.kpi.views.find import SEEN


class KindConverter:
    """Which kind of place: the key beside it in the address is of that kind."""

    regex = "|".join(SEEN)
    to_python = to_url = staticmethod(str)


class PaperConverter:
    """As which kind of file a report is fetched."""

    regex = "|".join(PAPERS)
    to_python = to_url = staticmethod(str)


register_converter(KindConverter, "kind")
register_converter(PaperConverter, "paper")
app_name = "kpi"
urlpatterns = [
    path("", figures.home, name="home"),
    path("<kind:kind>/<int:pk>/", figures.place, name="place"),
    path("<kind:kind>/<int:pk>/declarations/", declarations.declarations, name="declarations"),
    path("<kind:kind>/<int:pk>/declare/", declarations.declare, name="declare"),
    path("declarations/<int:pk>/", declarations.declaration, name="declaration"),
    path("declarations/<int:pk>/paper/", declarations.declaration_paper, name="declaration_paper"),
    path("declarations/<int:pk>/withdrawal/", declarations.withdrawal, name="withdrawal"),
    path("closings/", closings.closings, name="closings"),
    path("closings/<int:pk>/", closings.closing, name="closing"),
    path("<kind:kind>/<int:pk>/wall/", wall.wall, name="wall"),
    path("<kind:kind>/<int:pk>/reports/", reports.reports, name="reports"),
    path("<kind:kind>/<int:pk>/subscription/", reports.subscription, name="subscription"),
    path("subscriptions/<int:pk>/end/", reports.end, name="subscription_end"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/<paper:format>/", reports.report_file, name="report_file"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/<slug:code>/", definitions.indicator, name="indicator"),
    path("definitions/<slug:code>/change/", definitions.change, name="change"),
    path("outline/", figures.outline, name="outline"),
    path("targets/", targets.targets, name="targets"),
    path("targets/plans/new/", targets.new_plan, name="new_plan"),
    path("targets/plans/<int:pk>/change/", targets.plan_change, name="plan_change"),
    path("targets/<int:pk>/withdrawal/", targets.withdrawal, name="target_withdrawal"),
    path("<kind:kind>/<int:pk>/target/", targets.target, name="target"),
    path("<kind:kind>/<int:pk>/below/", below.below, name="below"),
    path("<kind:kind>/<int:pk>/rows/<slug:code>/", rows.rows, name="rows"),
    path("flags/", flags.flags, name="flags"),
    path("flags/rules/", flags.rules, name="flag_rules"),
    path("flags/<int:pk>/", flags.flag, name="flag"),
    path("flags/<int:pk>/verdict/", flags.verdict, name="flag_verdict"),
    path("flags/<int:pk>/answer/", flags.answer, name="flag_answer"),
    path("<kind:kind>/<int:pk>/flags/", flags.place, name="place_flags"),
    path("open/", open_data.open_data, name="open_data"),
    path("open/<int:year>.<slug:form>", open_data.open_file, name="open_file"),
    path("publications/", open_data.publications, name="publications"),
]
