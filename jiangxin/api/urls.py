from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from jiangxin.api.views.documentation import documentation
from jiangxin.api.views.keys import keys, revocation
from jiangxin.api.views.v1 import API


def for_programs(view):
    """No session: a key is shown, or the address is for everybody. HEAD is a GET without its body.

    What a program has read may be kept, if it asks each time whether that is still so (ETag).
    """
    view = require_safe(conditional_page(cache_control(private=True, no_cache=True)(view)))

    @login_not_required
    @wraps(view)
    def answered(request, *args, **kwargs):
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        response = view(request, *args, **kwargs)
        request.method = asked
        return response

    return answered


v1, _, name = API.urls
for pattern in v1:
    pattern.callback = for_programs(pattern.callback)
app_name = "api"
urlpatterns = [
    path("keys/", keys, name="keys"),
    path("keys/<int:pk>/revocation/", revocation, name="revocation"),
    path("v1/", documentation, name="documentation"),  # where ninja has its root
    path("v1/", (v1, "ninja", name)),
]
