"""PostgreSQL finds words of the ledger by an index."""

from typing import ClassVar

from django.db import migrations

from huitoukan.apps.core.holding import pairs_indexed


class Migration(migrations.Migration):
    dependencies: ClassVar = [("problems", "0008_step_dates")]

    operations: ClassVar = [
        pairs_indexed("problems_problem", ("title", "household_name", "code")),
    ]
