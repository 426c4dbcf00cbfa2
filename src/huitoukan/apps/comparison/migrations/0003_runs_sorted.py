"""Runs are sorted: how a doubt stands, its history, where its rows stand, counts of villages."""

import django.db.models.deletion
import huitoukan.domain.doubts
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0001_initial'),
        ('comparison', '0002_whole_reasons'),
        ('places', '0003_first_spells'),
    ]

    operations = [
        migrations.CreateModel(
            name='HitEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('new', '首次出现'), ('still', '恢复比对，仍在'), ('back', '再次出现'), ('gone', '不再出现'), ('not_compared', '未比对'), ('reopened', '依据有变，重新核定'), ('judged', '核定'), ('proposed', '建议销号'), ('accepted', '采纳销号建议'), ('refused', '不采纳销号建议')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(blank=True, max_length=64)),
                ('by_name', models.CharField(blank=True, max_length=64)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='hit',
            name='closure',
            field=models.CharField(blank=True, choices=[('', '—'), ('proposed', '建议销号'), ('accepted', '已采纳'), ('refused', '未采纳')], max_length=10, verbose_name='销号建议'),
        ),
        migrations.AddField(
            model_name='hit',
            name='evidence_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='hit',
            name='matched_by',
            field=models.CharField(blank=True, max_length=20, verbose_name='匹配方式'),
        ),
        migrations.AddField(
            model_name='hit',
            name='recipe',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='hit',
            name='rows',
            field=models.JSONField(default=list, verbose_name='所在行'),
        ),
        migrations.AddField(
            model_name='hit',
            name='shown_hash',
            field=models.CharField(blank=True, max_length=64, verbose_name='显示内容的指纹'),
        ),
        migrations.AddField(
            model_name='hit',
            name='standing',
            field=models.CharField(choices=[(huitoukan.domain.doubts.Standing['NEW'], '新增'), (huitoukan.domain.doubts.Standing['STILL'], '仍在'), (huitoukan.domain.doubts.Standing['BACK'], '再次出现'), (huitoukan.domain.doubts.Standing['GONE'], '不再出现'), (huitoukan.domain.doubts.Standing['NOT_COMPARED'], '本次未比对')], default=huitoukan.domain.doubts.Standing['NEW'], max_length=12),
        ),
        migrations.AddField(
            model_name='hit',
            name='why',
            field=models.CharField(blank=True, max_length=200, verbose_name='原因'),
        ),
        migrations.AddField(
            model_name='ruleoutcome',
            name='villages',
            field=models.JSONField(default=dict, verbose_name='各村'),
        ),
        migrations.AddField(
            model_name='run',
            name='left_out',
            field=models.JSONField(default=dict, verbose_name='没有执行的规则'),
        ),
        migrations.AddField(
            model_name='run',
            name='n_back',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='run',
            name='n_not_compared',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='run',
            name='recipe',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='同一疑点的判定办法'),
        ),
        migrations.AddIndex(
            model_name='hit',
            index=models.Index(fields=['campaign', 'rule'], name='hits_by_rule'),
        ),
        migrations.AddField(
            model_name='hitevent',
            name='hit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='comparison.hit'),
        ),
        migrations.AddField(
            model_name='hitevent',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='comparison.run'),
        ),
        migrations.AddIndex(
            model_name='hitevent',
            index=models.Index(fields=['hit', 'kind'], name='events_by_hit'),
        ),
        migrations.AddIndex(
            model_name='hitevent',
            index=models.Index(fields=['run', 'kind'], name='events_by_run'),
        ),
    ]
