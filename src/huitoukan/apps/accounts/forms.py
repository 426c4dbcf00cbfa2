"""Forms of people: signing in, changing one's own password. Shape and wording only."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Account name and password; says the same for an unknown account and a wrong password."""

    error_messages = {  # noqa: RUF012 - Django's own shape
        "invalid_login": _("账号或密码不正确。请核对大小写后重试；连续输错 5 次将锁定 15 分钟。"),
        "inactive": _("这个账号已停用。请联系县级数据员。"),
    }


class PasswordForm(PasswordChangeForm):
    """The present password once, the new one twice."""

    error_messages = {  # noqa: RUF012 - Django's own shape
        "password_incorrect": _("当前密码不正确。"),
        "password_mismatch": _("两次输入的新密码不同。"),
    }
