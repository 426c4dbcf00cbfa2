"""Password hashing sized for a county server: Argon2id, 19 MiB, 2 passes, 1 lane.

Django's own profile takes 100 MiB and 0.37 s of CPU a check; ten thousand people sign in on the
first morning of a campaign. These are the parameters of the OWASP password storage sheet.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class CountyArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with m = 19,456 KiB, t = 2, p = 1."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
