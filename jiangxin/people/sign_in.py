from allauth.account.adapter import DefaultAccountAdapter
from django.db.models import Q
from django.shortcuts import redirect

from jiangxin.accounts.devices import Device
from jiangxin.lib.addresses import local_path
from jiangxin.organisations.models import Office
from jiangxin.people.models import Employment, Person

SHARING = 20  # people who share a phone, at most; beyond that a roster is at fault


class SignInAdapter(DefaultAccountAdapter):
    """Finds for allauth and for `accounts` who may sign in: a person who works or holds an office.

    Named by the setting ACCOUNT_ADAPTER, since `accounts` lies below and cannot know a Person.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "试错的次数太多，请过 15 分钟再试，或用验证码登录。",
    }

    def people_with(self, phone):
        """Those who may sign in with this phone today. Found by fingerprint only."""
        working = Employment.objects.today().values("person")
        in_office = Office.objects.today().values("user")
        is_live = Q(pk__in=working) | Q(user__in=in_office)
        is_open = Q(user=None) | Q(user__is_active=True)
        found = Person.objects.live().with_phone(phone).filter(is_live, is_open)
        return list(found.select_related("user").order_by("pk")[:SHARING])

    def who_ends_in(self, last_four, phone):
        """Those of them whose ID number ends in these four."""
        people = self.people_with(phone)
        return [one for one in people if one.id_number and one.id_number[-4:] == last_four]

    def get_user_by_phone(self, phone):
        """For the password: nobody when several share the phone, then only a code decides."""
        people = self.people_with(phone)
        return people[0].user if len(people) == 1 else None

    def get_phone(self, user):
        person = Person.objects.filter(user=user).exclude(phone_fingerprint=None).first()
        return (person.phone, True) if person else None

    def is_safe_url(self, url):
        return bool(local_path(url))

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return []  # a second factor will stand here; e-mail and sign-up do not exist

    def respond_user_inactive(self, request, user):
        return redirect("account_login")

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """allauth's own messages are not shown: each page of ours says what happened."""

    def _get_login_attempts_cache_key(self, request, **credentials):
        # Counted by device and number: a stranger shuts out strangers, not the colleague's phone.
        return Device.of(request).bucket(credentials["phone"])
