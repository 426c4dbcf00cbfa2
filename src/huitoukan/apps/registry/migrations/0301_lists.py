"""Search keys, tallies of villages, saved views, and households in the order of their places.

Existing households get their places here; search keys and tallies come with the next import or with
`huitoukan registry reindex`.
"""

from django.db import migrations, models
import django.db.models.deletion

import huitoukan.apps.registry.fields

PLACES = """
UPDATE registry_household SET place_key =
    (SELECT code FROM places_area WHERE places_area.id = registry_household.area_id)
    || ' ' || household_no
"""


COUNTED = ['id', 'area', 'n_members', 'monitor_category', 'ended_on']


def by(name: str, *fields: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        'household', models.Index(fields=[*fields], name=f'household_by_{name}', include=COUNTED)
    )


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0001_initial'),
        ('places', '0001_initial'),
        ('registry', '0004_changes_stay'),
    ]

    operations = [
        migrations.RemoveField(model_name='household', name='search'),
        migrations.AddField(
            model_name='household',
            name='place_key',
            field=huitoukan.apps.registry.fields.PlaceKey(default='', editable=False, max_length=60, verbose_name='排列'),
        ),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.AlterModelOptions(name='household', options={'ordering': ['place_key']}),
        by('place', 'place_key'),
        by('type', 'household_type', 'place_key'),
        by('exit', 'exit_status', 'place_key'),
        by('monitoring', 'monitor_category', 'place_key'),
        by('members', 'n_members', 'place_key'),
        by('change', 'changed_at', 'place_key'),
        migrations.AddIndex(
            'household',
            models.Index(
                fields=['id'],
                name='household_by_id',
                include=['area', 'n_members', 'monitor_category', 'place_key', 'ended_on'],
            ),
        ),
        migrations.AddIndex(
            'household',
            models.Index(
                fields=['place_key'],
                name='household_monitored',
                include=COUNTED,
                condition=models.Q(('monitor_category', ''), _negated=True),
            ),
        ),
        migrations.CreateModel(
            name='SearchKey',
            fields=[
                ('pk', models.CompositePrimaryKey('household_id', 'key', 'kind', blank=True, editable=False, primary_key=True, serialize=False)),
                ('household', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='search_keys', to='registry.household')),
                ('key', huitoukan.apps.registry.fields.ByteText(max_length=60)),
                ('kind', models.CharField(choices=[('N', 'NAME'), ('G', 'PART_OF_NAME'), ('I', 'INITIALS'), ('P', 'PINYIN'), ('H', 'HOUSEHOLD_NO'), ('D', 'LAST_OF_ID'), ('T', 'PHONE'), ('E', 'LAST_OF_PHONE')], max_length=1)),
            ],
            options={
                'indexes': [models.Index(fields=['key'], name='search_by_key', include=['kind', 'household'])],
            },
        ),
        migrations.CreateModel(
            name='VillageTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='registry_tally', to='places.area')),
                ('n_households', models.PositiveIntegerField(default=0)),
                ('n_persons', models.PositiveIntegerField(default=0)),
                ('n_monitored', models.PositiveIntegerField(default=0)),
                ('held', models.JSONField(default=dict)),
                ('asked', models.JSONField(default=dict)),
                ('gates', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='SnapshotScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.FloatField(null=True)),
                ('snapshot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quality', to='registry.snapshot')),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
                ('owner', models.CharField(max_length=64, verbose_name='建立人')),
                ('name', models.CharField(max_length=30, verbose_name='名称')),
                ('query', models.JSONField(default=dict, verbose_name='条件')),
                ('columns', models.JSONField(default=list, verbose_name='列')),
                ('is_shared', models.BooleanField(default=False, verbose_name='共享')),
            ],
            options={
                'ordering': ['-is_shared', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'owner', 'name'), name='one_view_per_name')],
            },
        ),
        migrations.CreateModel(
            name='ListChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
                ('person', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=list)),
                ('opens_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registry.savedview')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'person'), name='one_choice_per_person')],
            },
        ),
    ]
