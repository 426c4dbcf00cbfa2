"""Steps by their time: what moved in the past weeks, without reading every step."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies: ClassVar = [("problems", "0011_meetings")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="problemevent",
            index=models.Index(fields=["at"], name="events_by_time"),
        ),
    ]
