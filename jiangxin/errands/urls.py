from django.urls import path

from jiangxin.errands import views

app_name = "errands"
urlpatterns = [
    path("<int:pk>/", views.errand, name="errand"),
]
