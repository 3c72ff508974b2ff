"""A roster as a Resource of django-import-export, as its documentation has it for many rows.

Bulk mode, no diff, whoever is known fetched at once and not one by one. It checks the ID number
and the phone as ours does, seals both, and enters the employment as well.
"""

from django.core.exceptions import ValidationError
from import_export import fields, resources

from jiangxin.lib.numbers import IdNumber, Phone, Unreadable
from jiangxin.lib.pinyin import initials
from jiangxin.people.identity import id_facts, id_mark, phone_facts
from jiangxin.people.models import Employment, Person

BATCH = 1_000


class RosterResource(resources.ModelResource):
    name = fields.Field(attribute="name", column_name="姓名")
    education = fields.Field(attribute="education", column_name="学历")
    origin = fields.Field(attribute="origin", column_name="户籍地")

    class Meta:
        model = Person
        fields = ("name", "education", "origin")
        import_id_fields = ("name",)  # not used: get_instance goes by the ID number
        use_bulk = True
        batch_size = BATCH
        skip_diff = True
        report_skipped = False
        use_transactions = True

    def __init__(self, enterprise, today):
        super().__init__()
        self.enterprise, self.today, self.known, self.jobs = enterprise, today, {}, []

    def before_import(self, dataset, **kwargs):
        marks = list(filter(None, map(mark_of, dataset["身份证号"])))
        found = Person.objects.filter(id_fingerprint__in=marks)
        self.known = {bytes(person.id_fingerprint): person for person in found}

    def get_instance(self, instance_loader, row):
        return self.known.get(mark_of(row["身份证号"]))

    def before_import_row(self, row, **kwargs):
        try:
            row["number"] = IdNumber.parse(row["身份证号"])
            row["mobile"] = Phone.parse(row["手机号"])
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from None

    def before_save_instance(self, instance, row, **kwargs):
        told = {**id_facts(row["number"]), **phone_facts(row["mobile"])}
        told |= {"birth_on": row["number"].birth_on, "sex": row["number"].sex}
        for field, value in told.items():
            setattr(instance, field, value)
        instance.initials = initials(instance.name)
        job = Employment(
            person=instance,
            enterprise=self.enterprise,
            since=self.today,
            department=row["部门"],
            post=row["岗位"],
            is_frontline=row["是否一线"] == "是",
            skill_level=row["技能等级"],
        )
        self.jobs.append(job)

    def after_import(self, dataset, result, **kwargs):
        if not kwargs.get("dry_run"):
            for job in self.jobs:
                job.person_id = job.person.pk
            Employment.objects.bulk_create(self.jobs, batch_size=BATCH)


def mark_of(number):
    try:
        return bytes(id_mark(IdNumber.parse(number)))
    except Unreadable:
        return None
