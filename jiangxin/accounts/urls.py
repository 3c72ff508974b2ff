"""allauth's own addresses are not mounted. Its names are kept where it looks for them itself."""

from django.urls import path

from jiangxin.accounts import views

urlpatterns = [
    path("", views.sign_in, name="account_login"),
    path("code/", views.code, name="account_code"),
    path("code/again/", views.code_again, name="account_code_again"),
    path("last-four/", views.last_four, name="account_last_four"),
    path("password/", views.password_sign_in, name="account_password_sign_in"),
    path("password/new/", views.password, name="account_password"),
    path("out/", views.sign_out, name="account_logout"),
    path("lost/", views.lost, name="account_lost"),
]
