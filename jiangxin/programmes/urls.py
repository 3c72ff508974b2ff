from django.urls import path

from jiangxin.programmes.models import Category, Reason
from jiangxin.programmes.views import calls, rows, setting

app_name = "programmes"
CATEGORY, REASON = {"model": Category}, {"model": Reason}
urlpatterns = [
    path("", calls.programme_list, name="list"),
    path("new/", calls.new, name="new"),
    path("<int:pk>/", calls.programme, name="programme"),
    path("<int:pk>/edit/", setting.edit, name="edit"),
    path("<int:pk>/terms/", setting.terms, name="terms"),
    path("<int:pk>/audience/", setting.audience, name="audience"),
    path("<int:pk>/publication/", setting.publication, name="publication"),
    path("<int:pk>/ending/", setting.ending, name="ending"),
    path("<int:pk>/dropping/", setting.dropping, name="dropping"),
    path("<int:pk>/copying/", setting.copying, name="copying"),
    path("<int:pk>/version/", setting.version, name="version"),
    path("<int:pk>/version/start/", setting.version_start, name="version_start"),
    path("<int:pk>/version/dropping/", setting.version_dropping, name="version_dropping"),
    path("<int:pk>/trial/", setting.trial, name="trial"),
    path("<int:pk>/preview/", setting.preview, name="preview"),
    path("<int:pk>/categories/", rows.lines, CATEGORY, name="categories"),
    path("<int:pk>/reasons/", rows.lines, REASON, name="reasons"),
    path("<int:pk>/questions/", rows.questions, name="questions"),
    path("<int:pk>/stages/", rows.stages, name="stages"),
    path("audiences/<int:pk>/removal/", setting.audience_removal, name="audience_removal"),
    path("categories/<int:pk>/", rows.line, CATEGORY, name="category"),
    path("categories/<int:pk>/move/", rows.line_move, CATEGORY, name="category_move"),
    path("categories/<int:pk>/removal/", rows.line_removal, CATEGORY, name="category_removal"),
    path("reasons/<int:pk>/", rows.line, REASON, name="reason"),
    path("reasons/<int:pk>/move/", rows.line_move, REASON, name="reason_move"),
    path("reasons/<int:pk>/removal/", rows.line_removal, REASON, name="reason_removal"),
    path("questions/<int:pk>/", rows.question, name="question"),
    path("questions/<int:pk>/move/", rows.question_move, name="question_move"),
    path("questions/<int:pk>/removal/", rows.question_removal, name="question_removal"),
    path("stages/<int:pk>/", rows.stage, name="stage"),
    path("stages/<int:pk>/move/", rows.stage_move, name="stage_move"),
    path("stages/<int:pk>/removal/", rows.stage_removal, name="stage_removal"),
    path("stages/<int:pk>/keepers/", rows.keepers, name="keepers"),
    path("keepers/<int:pk>/removal/", rows.keeper_removal, name="keeper_removal"),
]
