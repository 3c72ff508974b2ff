from django.urls import path, register_converter

from jiangxin.kpi.views import definitions, figures, open_data
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
    path("open/", open_data.open_data, name="open_data"),
    path("open/<int:year>.<slug:form>", open_data.open_file, name="open_file"),
    path("publications/", open_data.publications, name="publications"),
]
