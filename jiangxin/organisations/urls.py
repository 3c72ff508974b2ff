from django.urls import path

from jiangxin.organisations import views

app_name = "organisations"
urlpatterns = [
    path("organisations/", views.tree, name="list"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/branches/", views.branches, name="branches"),
    path("parks/", views.parks, name="parks"),
    path("parks/<int:pk>/", views.park, name="park"),
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/<int:pk>/", views.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/headcount/", views.headcount, name="headcount"),
    path("offices/<int:pk>/end/", views.office_end, name="office_end"),
]
