from django.urls import path

from jiangxin.kpi.views import definitions, figures

app_name = "kpi"
urlpatterns = [
    path("", figures.home, name="home"),
    path("unions/<int:pk>/", figures.organisation, name="organisation"),
    path("parks/<int:pk>/", figures.park, name="park"),
    path("enterprises/<int:pk>/", figures.enterprise, name="enterprise"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/<slug:code>/", definitions.indicator, name="indicator"),
    path("definitions/<slug:code>/change/", definitions.change, name="change"),
]
