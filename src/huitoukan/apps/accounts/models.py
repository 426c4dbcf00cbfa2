"""People and their appointments. Which verbs a post holds is data (roles/*.yaml of a pack)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from huitoukan.apps.places.models import Area


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an account made without a password cannot sign in until it gets one."""

    def create_user(
        self, username: str, name: str, password: str | None = None, **more: Any
    ) -> User:
        """A person's account, saved."""
        user = self.model(username=username, name=name, **more)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who signs in. Real name, one account each; nobody is all-powerful."""

    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A post that a person holds in an area (for one department or all) from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="appointments")
    post = models.CharField("岗位", max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.CharField("部门代码", max_length=40, blank=True)
    first_day = models.DateField("任职起")
    last_day = models.DateField("任职止", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["user_id", "first_day"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="appointment_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["user", "post", "area", "department", "first_day"], name="appointment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.post} {self.area_id}"

    def is_in_force(self, on: date) -> bool:
        """Whether the appointment holds on this day, first and last day included."""
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)
