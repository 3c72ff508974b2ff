"""消息怎么收: by which carriers, of which kinds, and when not."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from jiangxin.notifications.models import Carrier, Contact, Preference, QuietHours
from jiangxin.portal.forms import CodeForm, EmailForm, PreferenceForm, RobotForm
from jiangxin.portal.permits import RobotPermits
from jiangxin.ui.pages import page

HERE = "portal:message_settings"


@require_http_methods(["GET", "POST"])
def settings(request):
    contacts = Contact.objects.of(request.user).in_order()
    is_officer = RobotPermits(request.user, None).keep()
    form = PreferenceForm(
        request.POST or None,
        contacts=contacts,
        chosen=Preference.objects.chosen_by(request.user),
        quiet=QuietHours.of(request.user),
        is_officer=is_officer,
    )
    if form.is_valid():
        Preference.choose(request.user, form.chosen, quiet=form.quiet)
        messages.success(request, "记下了，从下一条消息起照这样收。")
        return redirect(HERE)
    has_email = any(contact.carrier == Carrier.EMAIL for contact in contacts)
    context = {"form": form, "contacts": contacts, "is_officer": is_officer}
    return page(request, "portal/message_settings.html", context | {"has_email": has_email})


@require_http_methods(["GET", "POST"])
def email(request):
    """Write an address; a code goes there."""
    form = EmailForm(request.POST or None)
    if form.is_valid():
        contact = Contact.ask(request.user, form.cleaned_data["address"])
        return redirect(HERE if contact.verified_at else "portal:email_confirmation")
    return page(request, "portal/email.html", {"form": form})


@require_http_methods(["GET", "POST"])
def email_confirmation(request):
    """The code that came in the letter."""
    waiting = Contact.objects.of(request.user).filter(carrier=Carrier.EMAIL, verified_at=None)
    contact = get_object_or_404(waiting)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        contact.confirm(form.cleaned_data["code"])
        messages.success(request, "邮箱确认好了。")
        return redirect(HERE)
    context = {"form": form, "contact": contact}
    return page(request, "portal/email_confirmation.html", context)


@require_http_methods(["GET", "POST"])
def robot(request):
    """The address of a group's robot: only officers have such groups."""
    if not RobotPermits(request.user, None).keep():
        raise Http404
    form = RobotForm(request.POST or None)
    if form.is_valid():
        Contact.keep(request.user, **form.cleaned_data)
        messages.success(request, "记下了。下一件待办和每周小结会发到这个群。")
        return redirect(HERE)
    return page(request, "portal/robot.html", {"form": form})


@require_POST
def contact_removal(request, pk):
    contact = get_object_or_404(Contact.objects.of(request.user).removable(), pk=pk)
    contact.remove()
    messages.success(request, f"已去掉{contact.get_carrier_display()}，消息还在站内。")
    return redirect(HERE)
