"""Who is on the register. `person_known` gives what the page shows; the portal adds more."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.organisations.models import Enterprise, Office, Organisation
from jiangxin.organisations.permits import PlacePermits, changes_known_to
from jiangxin.people.forms import AppointmentForm, DayForm, DisclosureForm, PeopleSearchForm, Role
from jiangxin.people.models import Employment, FormerName, Merger, Person
from jiangxin.people.models.rows import order_of
from jiangxin.people.permits import PersonPermits, WorkforcePermits
from jiangxin.people.views.moves import acts_of_person
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

FEW = 10
ROLES_IN_ENTERPRISE = [Role.FINANCE, Role.PERSONNEL, Role.STEWARD]


@require_safe
def people(request):
    """The workers that one's offices reach, or who of them bears this name, phone or ID number."""
    query, employer = PeopleSearchForm.asked(request)
    enterprise = Enterprise.objects.visible_to(request.user).filter(pk=employer).first()
    context = {"query": query, "enterprise": enterprise}
    if enterprise and not query:
        return page(request, "people/list.html", context | workers_known(request, enterprise))
    if query:
        led = Person.objects.searched_by(request.user, query)
        context["found"] = window(request, led.matching(query).for_list(), order_of(query))
        formerly = FormerName.objects.matching(query).filter(person__in=led.values("pk"))
        context["formerly"] = formerly.select_related("person").order_by("name", "id")[:FEW]
    else:
        # By enterprise, an order that an index gives: by name, all that a district leads would
        # have to be fetched and sorted for a page of 25.
        jobs = Employment.objects.led_by(request.user)
        context["rows"] = window(request, jobs.for_list(), ("enterprise_id", "person_id"))
    return page(request, "people/list.html", context)


def workers_known(request, enterprise):
    """Who worked in an enterprise on a day; who is out of sight today is named, no more."""
    day, wrong = DayForm.asked(request)
    jobs = Employment.objects.of_day(enterprise, day).for_list()
    rows = window(request, jobs, ("enterprise_id", "person_id"))
    keys = {job.person.survivor for job in rows}
    seen = Person.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True)
    seen = set(seen)
    for job in rows:
        job.is_hidden = job.person.survivor not in seen
    return {
        "rows": rows,
        "day": day,
        "past": day < clock.today(),
        "wrong_day": wrong,
        "may": WorkforcePermits(request.user, enterprise),
    }


@require_safe
def person(request, pk):
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    return page(request, "people/person.html", person_known(request, person))


def person_known(request, person):
    job = person.employment()
    return {
        "person": person,
        "job": job,
        "may": PersonPermits(request.user, person),
        "verbs": acts_of_person(request.user, person),
        "changes": changes_of(request.user, person),
        "ways": Office.objects.reaching(request.user, job.enterprise) if job else [],
        "looks": person.looks()[:20],
        "is_self": person.user_id == request.user.pk,
        "former_names": person.former_names.order_by("id"),
        "mergers": Merger.objects.about(person),
        "employments": person.all_employments().order_by("-since"),
        "offices": Office.objects.today().filter(user=person.user_id).for_list(),
    }


def changes_of(user, person):
    """The moves of this person that the user may know of, those of a whole workforce too."""
    jobs = person.all_employments()
    return changes_known_to(user).concerning(person, jobs).for_list()[:20]


def disclosure(request, pk):
    """The whole ID number or phone, shown once to whoever says why."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    require(PersonPermits(request.user, person).disclose())
    form = DisclosureForm(request.POST or None)
    context = {"person": person, "form": form}
    if form.is_valid():
        context["number"] = person.disclose(by=request.user, **form.cleaned_data)
    return page(request, "people/disclosure.html", context)


def appointment(request, pk):
    place = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    return appoint(request, place, list(Role))


def enterprise_appointment(request, pk):
    place = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    return appoint(request, place, ROLES_IN_ENTERPRISE)


def appoint(request, place, roles):
    require(PlacePermits(request.user, place).appoint())
    people = Person.objects.visible_to(request.user)
    initial = {"since": clock.today()}
    form = AppointmentForm(request.POST or None, people=people, roles=roles, initial=initial)
    if form.is_valid():
        person = form.cleaned_data.pop("person")
        office = person.appoint(place=place, by=request.user, **form.cleaned_data)
        messages.success(request, f"已任命 {person} 为{office}，已告诉本人")
        return redirect(place)
    return page(request, "people/appointment.html", {"place": place, "form": form})
