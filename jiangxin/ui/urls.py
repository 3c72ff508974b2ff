from django.urls import path

from jiangxin.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.style, name="style"),
    path("appearance/", views.appearance, name="appearance"),
]
