from django.urls import path, register_converter

from jiangxin.kpi.views import definitions, figures, flags
from jiangxin.kpi.views.find import SEEN


class KindConverter:
    """Which kind of place: the key beside it in the address is of that kind."""

    regex = "|".join(SEEN)
    to_python = to_url = staticmethod(str)


register_converter(KindConverter, "kind")
app_name = "kpi"
urlpatterns = [
    path("", figures.home, name="home"),
    path("<kind:kind>/<int:pk>/", figures.place, name="place"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/<slug:code>/", definitions.indicator, name="indicator"),
    path("definitions/<slug:code>/change/", definitions.change, name="change"),
    path("flags/", flags.flags, name="flags"),
    path("flags/rules/", flags.rules, name="flag_rules"),
    path("flags/<int:pk>/", flags.flag, name="flag"),
    path("flags/<int:pk>/verdict/", flags.verdict, name="flag_verdict"),
    path("flags/<int:pk>/answer/", flags.answer, name="flag_answer"),
    path("<kind:kind>/<int:pk>/flags/", flags.place, name="place_flags"),
]
