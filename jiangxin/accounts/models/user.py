from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction

from jiangxin.audit.models import leave_trace


class UserManager(BaseUserManager):
    def create_user(self, name, password=None):
        """An account for somebody known by this name; without a password only codes sign it in."""
        user = self.model(name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_users(self, names):
        """Accounts for many, which only codes sign in."""
        users = [self.model(name=name) for name in names]
        for user in users:
            user.set_unusable_password()
        return self.bulk_create(users)


class User(AbstractBaseUser):
    """账号: who signs in. What a user may do is said by the office they hold, not here."""

    class Theme(models.TextChoices):
        AUTO = "auto", "跟随手机"
        LIGHT = "light", "浅色"
        DARK = "dark", "深色"

    class TextSize(models.TextChoices):
        NORMAL = "normal", "标准"
        LARGE = "large", "大字"

    name = models.CharField("姓名", max_length=60)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.LIGHT)
    text_size = models.CharField(max_length=6, choices=TextSize, default=TextSize.NORMAL)
    is_active = models.BooleanField(default=True)  # Django's own word: a closed account is False
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name

    def appear(self, *, theme=None, text_size=None):
        """Remember how this person likes pages to look."""
        self.theme, self.text_size = theme or self.theme, text_size or self.text_size
        self.save(update_fields=["theme", "text_size"])

    @transaction.atomic
    def choose_password(self, password, *, by):
        """A password beside the code. Other browsers of this account must sign in again."""
        self.set_password(password)
        self.save(update_fields=["password"])
        leave_trace("设置密码", self, by=by)

    @transaction.atomic
    def close(self, *, by):
        """Nobody signs in by it any more; its sessions and its password are void for good."""
        self.is_active = False
        self.set_unusable_password()
        self.save(update_fields=["is_active", "password"])
        leave_trace("停用账号", self, by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """It may sign in again, by a code."""
        self.is_active = True
        self.save(update_fields=["is_active"])
        leave_trace("恢复账号", self, by=by)
