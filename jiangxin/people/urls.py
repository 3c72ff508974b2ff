from django.urls import path

from jiangxin.people.views import register

app_name = "people"
urlpatterns = [
    path("people/", register.people, name="list"),
    path("people/<int:pk>/", register.person, name="person"),
    path("people/<int:pk>/disclosure/", register.disclosure, name="disclosure"),
    path("organisations/<int:pk>/appointment/", register.appointment, name="appointment"),
    path(
        "enterprises/<int:pk>/appointment/",
        register.enterprise_appointment,
        name="enterprise_appointment",
    ),
]
