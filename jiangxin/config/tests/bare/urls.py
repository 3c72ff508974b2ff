import json
import os

from django.db import connection
from django.http import HttpResponse
from django.urls import path


def who(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')")
        role, superuser = cursor.fetchone()
    answer = {"pid": os.getpid(), "role": role, "superuser": superuser}
    answer["knows_owner"] = "DATABASE_OWNER_URL" in os.environ
    return HttpResponse(json.dumps(answer), content_type="application/json")


urlpatterns = [path("", who)]
