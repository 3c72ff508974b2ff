from functools import wraps
from time import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangxin.accounts import entrance, limits
from jiangxin.accounts.demonstration import ready_sign_ins
from jiangxin.accounts.devices import Device
from jiangxin.accounts.forms import (
    ChoosePasswordForm,
    CodeForm,
    LastFourForm,
    PasswordSignInForm,
    PhoneForm,
)
from jiangxin.audit.models import leave_trace
from jiangxin.lib.addresses import local_path
from jiangxin.ui.pages import page

RECENTLY = 15 * 60  # seconds since a code, within which a password may be chosen without the old


def door(view):
    """A page for those outside; whoever is inside is sent on."""

    @login_not_required
    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def opened(request):
        if request.user.is_authenticated:
            return redirect(local_path(request.GET.get("next")) or settings.LOGIN_REDIRECT_URL)
        return view(request)

    return opened


def status_of(form):
    return 422 if form.errors else 200


@require_http_methods(["GET", "POST"])
@door
def sign_in(request):
    """Page one: the phone."""
    form = PhoneForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if form.is_valid():
        request.session[entrance.NEXT] = form.cleaned_data["next"]
        if entrance.ask_for_code(request, form.cleaned_data["phone"]):
            return redirect("account_code")
        form.add_error("phone", limits.TOO_OFTEN)
    context = {"form": form, "ready": ready_sign_ins()}
    answer = page(request, "accounts/sign_in.html", context, status_of(form))
    return Device.of(request).greet(request, answer)


@require_http_methods(["GET", "POST"])
@door
def code(request):
    """Page two: the code."""
    attempt = entrance.attempt_of(request)
    if attempt is None:
        return redirect("account_login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if attempt.confirm(form.cleaned_data["code"]):
            return entrance.admit(request, attempt)
        form.add_error("code", attempt.complaint())
    context = {"form": form, "attempt": attempt, "shown": request.session.get(entrance.SHOWN)}
    return page(request, "accounts/code.html", context, status_of(form))


@require_POST
@door
def code_again(request):
    """Another code to the same number; the one before is void."""
    attempt = entrance.attempt_of(request)
    if attempt is None:
        return redirect("account_login")
    if attempt.wait():
        messages.warning(request, f"刚刚发过，请等 {attempt.wait()} 秒再点重发。")
    elif limits.may_ask_for_code(request, attempt.phone):
        entrance.send_code(request, attempt.phone, attempt=attempt)
    else:
        messages.warning(request, limits.TOO_OFTEN)
    return redirect("account_code")


@require_http_methods(["GET", "POST"])
@door
def last_four(request):
    """Page three, where several people share the phone: who of them it is."""
    attempt = entrance.attempt_of(request)
    if attempt is None or attempt.confirmed_at is None:
        return redirect("account_login")
    form = LastFourForm(request.POST or None)
    if form.is_valid():
        if not (attempt.guess() and limits.may_decide(request, attempt.phone)):
            return entrance.nobody(request)
        found = get_adapter().who_ends_in(form.cleaned_data["last_four"], attempt.phone)
        if len(found) == 1:
            return entrance.enter(request, attempt, found[0])
        form.add_error(
            "last_four", "和单位登记的对不上，或分不出是哪一位。请核对，或找本单位工会。"
        )
    return page(request, "accounts/last_four.html", {"form": form}, status_of(form))


@require_http_methods(["GET", "POST"])
@door
def password_sign_in(request):
    initial = {"next": request.GET.get("next", "")}
    form = PasswordSignInForm(request, request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        request.session[entrance.NEXT] = given["next"]
        return entrance.welcome(request, given["user"], given["phone"], way="password")
    answer = page(request, "accounts/password_sign_in.html", {"form": form}, status_of(form))
    return Device.of(request).greet(request, answer)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
def password(request):
    """Choose or change the password; who came by a code just now need not know the old one."""
    user = request.user
    ask_old = user.has_usable_password() and not came_by_code(request)
    form = ChoosePasswordForm(user, request.POST or None, ask_old=ask_old)
    if request.method == "POST" and not limits.may_change_password(request):
        form.add_error(None, "试的次数太多，请过一会儿再改。")
    elif form.is_valid():
        user.choose_password(form.cleaned_data["new"], by=user)
        update_session_auth_hash(request, user)
        messages.success(request, "密码已设好，下次可以用手机号和密码登录。")
        return redirect(settings.LOGIN_REDIRECT_URL)
    return page(request, "accounts/password.html", {"form": form}, status_of(form))


def came_by_code(request):
    records = get_authentication_records(request, request.user)
    return any(one["method"] == "code" and time() - one["at"] < RECENTLY for one in records)


@require_POST
@login_not_required
def sign_out(request):
    if request.user.is_authenticated:
        leave_trace("退出", request.user, by=request.user)
    get_adapter().logout(request)
    return redirect("account_login")


@require_GET
@door
def lost(request):
    """The number has changed, or the employer never wrote it down."""
    return page(request, "accounts/lost.html")
