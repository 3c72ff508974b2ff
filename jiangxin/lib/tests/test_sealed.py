import json
import multiprocessing
import stat

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from jiangxin.lib import keys, sealed
from jiangxin.lib.sealed import BrokenSeal, SealedField, fingerprint, seal, unseal

within_one_ring = effort(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["aes", "sm"])
def suite(request, settings, tmp_path):
    settings.SEAL_SUITE = request.param
    settings.KEY_FILE = tmp_path / "keys" / "seal.json"
    sealed.forget()
    yield request.param
    sealed.forget()


@within_one_ring
@given(text=st.text(st.characters()))
def test_any_text_comes_back(suite, text):
    assert unseal(seal(text, purpose="a"), purpose="a") == text


def test_rare_characters_come_back(suite):
    for text in ("𠮷·㐂", "", "\ud800", "\x00", "字" * 100_000):
        assert unseal(memoryview(seal(text, purpose="a")), purpose="a") == text


def test_it_does_not_open_for_another_purpose(suite):
    with pytest.raises(BrokenSeal):
        unseal(seal("13800138000", purpose="people.Person.phone"), purpose="people.Person.id")


@within_one_ring
@given(data=st.data())
def test_no_flipped_bit_and_no_missing_byte_goes_unseen(suite, data):
    whole = seal("11010519491231002X", purpose="a")
    place = data.draw(st.integers(0, len(whole) - 1))
    wrong = bytearray(whole)
    wrong[place] ^= 1 << data.draw(st.integers(0, 7))
    for broken in (bytes(wrong), whole[:place]):
        with pytest.raises(BrokenSeal):
            unseal(broken, purpose="a")


@within_one_ring
@given(rubbish=st.binary())
def test_rubbish_is_a_broken_seal_and_nothing_else(suite, rubbish):
    with pytest.raises(BrokenSeal):
        unseal(rubbish, purpose="a")


def test_equal_text_is_sealed_differently_and_marked_equally(suite):
    assert seal("x", purpose="a") != seal("x", purpose="a")
    assert fingerprint("x", purpose="a") == fingerprint("x", purpose="a")
    assert len(fingerprint("x", purpose="a")) == 32
    assert fingerprint("x", purpose="a") != fingerprint("x", purpose="b")
    assert fingerprint("x", purpose="a") != fingerprint("y", purpose="a")


def test_the_plain_text_is_nowhere_in_the_sealed(suite):
    assert b"13800138000" not in seal("13800138000", purpose="a")


def test_values_of_the_other_suite_still_open(suite, settings):
    old = seal("text", purpose="a")
    settings.SEAL_SUITE = {"aes": "sm", "sm": "aes"}[suite]
    sealed.forget()
    new = seal("text", purpose="a")
    assert old[0] != new[0]
    assert unseal(old, purpose="a") == unseal(new, purpose="a") == "text"


def test_values_of_an_older_key_still_open(suite, settings):
    old = seal("text", purpose="a")
    held = json.loads(settings.KEY_FILE.read_text())
    held["sealing"]["2"], held["current"] = held["marking"], 2
    settings.KEY_FILE.write_text(json.dumps(held))
    sealed.forget()
    assert seal("text", purpose="a")[1] == 2
    assert unseal(old, purpose="a") == "text"


def test_another_installation_cannot_read_or_recognise_it(suite, settings, tmp_path):
    whole, mark = seal("text", purpose="a"), fingerprint("text", purpose="a")
    settings.KEY_FILE = tmp_path / "other.json"
    sealed.forget()
    assert fingerprint("text", purpose="a") != mark
    with pytest.raises(BrokenSeal):
        unseal(whole, purpose="a")


def test_the_key_file_is_its_owners_only(suite, settings):
    seal("x", purpose="a")
    assert stat.S_IMODE(settings.KEY_FILE.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.KEY_FILE.parent.stat().st_mode) == 0o700
    assert [f.name for f in settings.KEY_FILE.parent.iterdir()] == ["seal.json"]


def _make_and_read(file):
    keys.make(file)
    return keys.read(file).marking


def test_many_processes_that_start_at_once_share_one_ring(tmp_path):
    with multiprocessing.get_context("fork").Pool(8) as pool:
        rings = pool.map(_make_and_read, [tmp_path / "seal.json"] * 64, chunksize=1)
    assert len(set(rings)) == 1


def test_an_unsealed_value_is_not_shown_to_programmers(suite):
    text = unseal(seal("13800138000", purpose="a"), purpose="a")
    assert "138" not in repr({"phone": text})
    assert f"{text}" == "13800138000"


@isolate_apps("jiangxin.errands")
def test_two_fields_may_not_share_a_purpose():
    class One(models.Model):  # noqa: DJ008
        phone = SealedField()

        class Meta:
            app_label = "errands"

    class Two(models.Model):  # noqa: DJ008
        phone = SealedField(purpose="errands.One.phone")

        class Meta:
            app_label = "errands"

    assert One._meta.get_field("phone").deconstruct()[3]["purpose"] == "errands.One.phone"
    assert "sealed.E001" in [error.id for error in Two.check()]


@pytest.fixture
def card(db):
    with isolate_apps("jiangxin.errands"):

        class Card(models.Model):  # noqa: DJ008
            phone = SealedField(null=True)

            class Meta:
                app_label = "errands"

        with connection.schema_editor() as editor:
            editor.create_model(Card)
        yield Card


def _at_rest(card):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT phone FROM {card._meta.db_table}")
        return bytes(cursor.fetchone()[0])


def test_a_field_is_text_in_python_and_sealed_at_rest(card):
    row = card.objects.create(phone="13800138000")
    assert card.objects.get().phone == "13800138000"
    assert b"138" not in _at_rest(card)
    assert unseal(_at_rest(card), purpose="errands.Card.phone") == "13800138000"
    card.objects.update(phone="13900139000")
    row.refresh_from_db()
    assert row.phone == "13900139000"
    row.phone = "13700137000"
    card.objects.bulk_update([row], ["phone"])
    assert card.objects.get().phone == "13700137000"


def test_only_absence_may_be_asked_of_it(card):
    card.objects.create(phone=None)
    assert card.objects.filter(phone__isnull=True).count() == 1
    assert card.objects.get().phone is None
    for lookup in ("phone", "phone__in", "phone__contains"):
        with pytest.raises(FieldError):
            card.objects.filter(**{lookup: "13800138000"}).count()
