"""Doubts of before this version get the history that is known of them."""

import hashlib
import json

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROW_COUNT = "n_rows"
BATCH = 500


def tell(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """First seen, gone since the newest run, judged; what is gone since when is not known better."""
    hits = apps.get_model("comparison", "Hit")._base_manager
    events = apps.get_model("comparison", "HitEvent")
    newest = {}
    for run in apps.get_model("comparison", "Run")._base_manager.order_by("id"):
        newest[run.campaign_id] = run
    known, history = [], []
    for hit in hits.select_related("first_run", "last_run").order_by("id").iterator(BATCH):
        last = newest[hit.campaign_id]
        hit.standing = "still" if hit.first_run_id != last.pk else "new"
        if not hit.is_present:
            hit.standing = "gone"
        facts = {name: row for name, row in hit.facts.items() if name != ROW_COUNT}
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        hit.evidence_hash = hashlib.sha256(text.encode()).hexdigest()
        known.append(hit)
        history.append(
            events(hit=hit, run=hit.first_run, kind="new", at=hit.first_run.ended_at, facts={})
        )
        if not hit.is_present:
            history.append(events(hit=hit, run=last, kind="gone", at=last.ended_at, facts={}))
        if hit.state != "new":
            told = {"state": hit.state, "reason_code": hit.reason_code, "note": hit.note}
            history.append(
                events(
                    hit=hit, run=hit.last_run, kind="judged", at=hit.verdict_at,
                    by=hit.verdict_by, by_name=hit.verdict_name,
                    facts={name: value for name, value in told.items() if value},
                )
            )
    hits.bulk_update(known, ["standing", "evidence_hash"], batch_size=BATCH)
    events._base_manager.bulk_create(history, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("comparison", "0003_runs_sorted")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
