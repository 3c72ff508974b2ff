import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_sealed'),
        ('proposals', '0008_duty'),
    ]

    operations = [
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.TextField(verbose_name='所交内容')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='proposals.proposal')),
                ('trace', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.trace')),
            ],
        ),
    ]
