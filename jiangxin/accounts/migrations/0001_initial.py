import jiangxin.lib.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('theme', models.CharField(choices=[('auto', '跟随手机'), ('light', '浅色'), ('dark', '深色')], default='light', max_length=5)),
                ('text_size', models.CharField(choices=[('normal', '标准'), ('large', '大字')], default='normal', max_length=6)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', jiangxin.lib.sealed.SealedField(purpose='accounts.SignIn.phone', verbose_name='手机号')),
                ('code_digest', models.BinaryField(max_length=32)),
                ('sent_at', models.DateTimeField(db_index=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('guesses', models.PositiveSmallIntegerField(default=0)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
