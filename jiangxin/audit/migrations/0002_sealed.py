import json

from django.db import migrations, models

import jiangxin.audit.models.transaction
from jiangxin.audit.words import salted, wording

BATCH = 5_000
NEXT = """
    SELECT t.id, t.actor, t.verb, k.app_label || '.' || k.model || ':' || t.about_id, t.title,
           t.details, t.happened_at, t.by_id
    FROM audit_trace t JOIN django_content_type k ON k.id = t.about_kind_id
    WHERE t.id > %s ORDER BY t.id LIMIT %s
"""
FILL = """
    UPDATE audit_trace t SET salt = new.salt, digest = new.digest
    FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS new(id, salt, digest)
    WHERE t.id = new.id
"""
NAMES = ("actor", "verb", "about", "title", "details", "happened_at", "by")


def salt_what_is_there(apps, schema_editor):
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(NEXT, [last, BATCH])
            rows = cursor.fetchall()
            if not rows:
                return
            made = [(row[0], *salted(wording(**named(row)))) for row in rows]
            cursor.execute(FILL, [list(column) for column in zip(*made)])
            last = rows[-1][0]


def named(row):
    words = dict(zip(NAMES, row[1:]))
    if isinstance(words["details"], str):  # Django's cursor leaves jsonb as text
        words["details"] = json.loads(words["details"])
    return words


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(verbose_name='条数')),
                ('root', models.BinaryField(max_length=32, verbose_name='根')),
                ('frontier', models.BinaryField(verbose_name='右缘')),
                ('signed_at', models.DateTimeField(verbose_name='签名时间')),
                ('complete', models.BooleanField(verbose_name='已封到最后')),
                ('federation', models.CharField(max_length=200)),
                ('suite', models.PositiveSmallIntegerField(verbose_name='算法')),
                ('key', models.CharField(max_length=16, verbose_name='公钥编号')),
                ('public', models.BinaryField(verbose_name='公钥')),
                ('signature', models.BinaryField(verbose_name='签名')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('size',), name='one_head_of_a_size', violation_error_message='封存记录到这一条已经签过名。')],
            },
        ),
        migrations.CreateModel(
            name='LogNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'index'), name='one_hash_for_a_subtree', violation_error_message='封存记录的这一段已经有节点。')],
            },
        ),
        migrations.AddField(
            model_name='trace',
            name='salt',
            field=models.BinaryField(max_length=16, null=True, verbose_name='盐'),
        ),
        migrations.AddField(
            model_name='trace',
            name='digest',
            field=models.BinaryField(max_length=32, null=True, verbose_name='摘要'),
        ),
        migrations.AddField(
            model_name='trace',
            name='xid',
            field=jiangxin.audit.models.transaction.TransactionField(db_default=jiangxin.audit.models.transaction.CurrentTransaction(), editable=False, verbose_name='事务'),
        ),
        migrations.AddField(
            model_name='trace',
            name='position',
            field=models.BigIntegerField(null=True, verbose_name='位置'),
        ),
        migrations.RunPython(salt_what_is_there, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='trace',
            name='digest',
            field=models.BinaryField(max_length=32, verbose_name='摘要'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(condition=models.Q(('position', None)), fields=['xid', 'id'], name='traces_to_be_sealed'),
        ),
        migrations.AddConstraint(
            model_name='trace',
            constraint=models.UniqueConstraint(condition=models.Q(('position__isnull', False)), fields=('position',), name='one_trace_at_a_position', violation_error_message='封存记录的这个位置上已经有一条留痕。'),
        ),
    ]
