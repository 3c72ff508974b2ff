from django.urls import include, path

urlpatterns = [
    path("", include("jiangxin.portal.urls")),
    path("ui/", include("jiangxin.ui.urls")),
    path("errands/", include("jiangxin.errands.urls")),
    path("sign-in/", include("jiangxin.accounts.urls")),
    path("", include("jiangxin.people.urls")),
    path("", include("jiangxin.organisations.urls")),
    path("registers/", include("jiangxin.registers.urls")),
    path("programmes/", include("jiangxin.programmes.urls")),
    path("proposals/", include("jiangxin.proposals.urls")),
    path("figures/", include("jiangxin.kpi.urls")),
    path("api/", include("jiangxin.api.urls")),
]
handler400 = "jiangxin.ui.errors.bad_request"
handler403 = "jiangxin.ui.errors.not_allowed"
handler404 = "jiangxin.ui.errors.not_found"
handler500 = "jiangxin.ui.errors.broken"
