from django.urls import path

from jiangxin.proposals import views

app_name = "proposals"
urlpatterns = [
    path("", views.proposal_list, name="list"),
    path("start/", views.start, name="start"),
    path("new/<int:pk>/", views.new, name="new"),
    path("<int:pk>/", views.proposal, name="proposal"),
    path("<int:pk>/revision/", views.revision, name="revision"),
    path("<int:pk>/submission/", views.submission, name="submission"),
    path("<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("<int:pk>/consent/", views.consent, name="consent"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/passage/", views.passage, name="passage"),
    path("<int:pk>/return/", views.handing_back, name="return"),
    path("<int:pk>/rejection/", views.rejection, name="rejection"),
    path("photos/<int:pk>/", views.photo, name="photo"),
    path("photos/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("photos/<int:pk>/removal/", views.removal, name="removal"),
]
