from django.urls import path

from jiangxin.programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.programme_list, name="list"),
    path("<int:pk>/", views.programme, name="programme"),
]
