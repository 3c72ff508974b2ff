from django.db import migrations

from jiangxin.lib.pinyin import initials
from jiangxin.people.identity import id_tail, phone_tail

BATCH = 5_000
KEYS = ["initials", "id_tail", "phone_tail"]


def fill(apps, schema_editor):
    """Those who were put on the register before it was searched by these keys."""
    people = apps.get_model("people", "Person").objects
    last = 0
    while batch := list(people.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for person in batch:
            person.initials = initials(person.name)
            person.id_tail = id_tail(person.id_number)
            person.phone_tail = phone_tail(person.phone)
        people.bulk_update(batch, KEYS, batch_size=1_000)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("people", "0002_one_person_once")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
