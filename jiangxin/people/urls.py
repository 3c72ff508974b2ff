from django.urls import path

from jiangxin.people.views import duplicates, moves, register, roster, roster_choices

app_name = "people"
urlpatterns = [
    path("people/", register.people, name="list"),
    path("people/duplicates/", duplicates.duplicates, name="duplicates"),
    path("people/duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("people/duplicates/<int:pk>/apart/", duplicates.apart, name="apart"),
    path("people/mergers/<int:pk>/", duplicates.merger, name="merger"),
    path("people/mergers/<int:pk>/undo/", duplicates.separation, name="separation"),
    path("people/<int:pk>/", register.person, name="person"),
    path("people/<int:pk>/disclosure/", register.disclosure, name="disclosure"),
    path("people/<int:pk>/changes/", moves.person, name="person_change"),
    path("people/<int:pk>/correction/", moves.correction, name="correction"),
    path("enterprises/<int:pk>/hire/", moves.hire, name="hire"),
    path("enterprises/<int:pk>/changes/", moves.enterprise, name="enterprise_change"),
    path("organisations/<int:pk>/appointment/", register.appointment, name="appointment"),
    path(
        "enterprises/<int:pk>/appointment/",
        register.enterprise_appointment,
        name="enterprise_appointment",
    ),
    path("enterprises/<int:pk>/rosters/", roster.rosters, name="rosters"),
    path("rosters/<int:pk>/", roster.roster, name="roster"),
    path("rosters/<int:pk>/columns/", roster.columns, name="roster_columns"),
    path("rosters/<int:pk>/preview/", roster.preview, name="roster_preview"),
    path("rosters/<int:pk>/choices/", roster_choices.choices, name="roster_choices"),
    path(
        "rosters/<int:pk>/choices/all/",
        roster_choices.choice_for_all,
        name="roster_choice_for_all",
    ),
    path("rosters/<int:pk>/confirmation/", roster.confirmation, name="roster_confirmation"),
    path("rosters/<int:pk>/abandonment/", roster.abandonment, name="roster_abandonment"),
    path("rosters/<int:pk>/absent/", roster.absent, name="roster_absent"),
    path("rosters/<int:pk>/undo/", roster.undo, name="roster_undo"),
    path("rosters/<int:pk>/refused/", roster.refused, name="roster_refused"),
]
