from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kpi', '0003_targets_of_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='result',
            name='totals',
            field=models.BinaryField(default=b''),
        ),
        migrations.AlterField(
            model_name='result',
            name='of',
            field=models.CharField(choices=[('accepted', '采纳'), ('decided', '有结论'), ('finished', '实施完成'), ('five_smalls', '五小'), ('expected', '有预计效益'), ('confirmed', '有核定效益')], max_length=12, primary_key=True, serialize=False),
        ),
    ]
