from django.urls import path

from jiangxin.portal.views import desk, figures, home, programmes, register, search

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("me/", home.me, name="me"),
    path("mine/", home.worker, name="worker"),
    path("more/", home.more, name="more"),
    path("messages/", home.messages, name="messages"),
    path("messages/reading/", home.reading_all, name="reading_all"),
    path("messages/<int:pk>/reading/", home.reading, name="reading"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:pk>/", desk.desk, name="desk_entry"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("search/", search.search, name="search"),
    path("organisations/<int:pk>/", register.organisation, name="organisation"),
    path("parks/<int:pk>/", register.park, name="park"),
    path("enterprises/<int:pk>/", register.enterprise, name="enterprise"),
    path("people/<int:pk>/", register.person, name="person"),
    path("figures/", figures.home, name="figures"),
    path("figures/unions/<int:pk>/", figures.organisation, name="organisation_figures"),
    path("figures/parks/<int:pk>/", figures.park, name="park_figures"),
]
