from django.urls import path

from jiangxin.registers.views import choices, reading

app_name = "registers"
urlpatterns = [
    path("", reading.registers, name="list"),
    path("templates/<slug:kind>/", reading.template, name="template"),
    path("<int:pk>/", reading.register, name="register"),
    path("<int:pk>/columns/", reading.columns, name="register_columns"),
    path("<int:pk>/choices/", choices.choices, name="register_choices"),
    path("<int:pk>/preview/", reading.preview, name="register_preview"),
    path("<int:pk>/confirmation/", reading.confirmation, name="register_confirmation"),
    path("<int:pk>/abandonment/", reading.abandonment, name="register_abandonment"),
    path("<int:pk>/undo/", reading.undo, name="register_undo"),
    path("<int:pk>/refused/", reading.refused, name="register_refused"),
]
