"""Give every area that is there its first spell: called so since before we know."""

from typing import Any

from django.db import migrations


def add_spells(apps: Any, schema_editor: Any) -> None:
    area_model = apps.get_model("places", "Area")
    spell_model = apps.get_model("places", "AreaSpell")
    rows = area_model.objects.filter(spells__isnull=True).iterator(chunk_size=2000)
    batch = []
    for area in rows:
        batch.append(
            spell_model(area_id=area.pk, code=area.code, name=area.name, parent_id=area.parent_id)
        )
    spell_model.objects.bulk_create(batch, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("places", "0002_areas_through_time")]

    operations = [migrations.RunPython(add_spells, migrations.RunPython.noop)]
