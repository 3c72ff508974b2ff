from django.urls import path

from jiangxin.organisations.views import changes, headcounts, register

app_name = "organisations"
urlpatterns = [
    path("organisations/", register.tree, name="list"),
    path("organisations/<int:pk>/", register.organisation, name="organisation"),
    path("organisations/<int:pk>/branches/", register.branches, name="branches"),
    path("parks/", register.parks, name="parks"),
    path("parks/<int:pk>/", register.park, name="park"),
    path("enterprises/", register.enterprises, name="enterprises"),
    path("enterprises/<int:pk>/", register.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/headcount/", headcounts.headcount, name="headcount"),
    path(
        "headcounts/<int:pk>/confirmation/",
        headcounts.confirmation,
        name="headcount_confirmation",
    ),
    path("enterprises/<int:pk>/changes/", changes.enterprise, name="enterprise_change"),
    path("organisations/<int:pk>/changes/", changes.organisation, name="organisation_change"),
    path("parks/<int:pk>/changes/", changes.park, name="park_change"),
    path("changes/<int:pk>/", changes.change, name="change"),
    path("offices/<int:pk>/end/", register.office_end, name="office_end"),
]
