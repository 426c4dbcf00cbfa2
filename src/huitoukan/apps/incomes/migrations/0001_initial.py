"""Income sheets whose content is written once, answers that stay, imports."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from huitoukan.apps.core.append_only import rows_stay

# What stays of a sheet; its state, who showed it and whether it is the newest version may change.
WRITTEN_ONCE = (
    "code, campaign_id, household_no, head_name, area_id, period_kind, period_value, first_day, "
    "last_day, version, content, content_hash, why, made_by, made_name, made_at"
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0001_initial'),
        ('files', '0001_initial'),
        ('places', '0003_first_spells'),
    ]

    operations = [
        migrations.CreateModel(
            name='IncomeSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('household_no', models.CharField(max_length=40, verbose_name='户编号')),
                ('head_name', models.CharField(max_length=80, verbose_name='户主姓名')),
                ('period_kind', models.CharField(max_length=20)),
                ('period_value', models.CharField(max_length=10)),
                ('first_day', models.DateField(verbose_name='测算期起')),
                ('last_day', models.DateField(verbose_name='测算期止')),
                ('version', models.PositiveIntegerField(verbose_name='版次')),
                ('is_newest', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('shown', '待农户确认'), ('confirmed', '农户已确认'), ('refused', '农户不认可')], default='draft', max_length=10)),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='更正原因')),
                ('made_by', models.CharField(max_length=64)),
                ('made_name', models.CharField(max_length=64, verbose_name='测算人')),
                ('made_at', models.DateTimeField(verbose_name='测算时间')),
                ('shown_name', models.CharField(blank=True, max_length=64, verbose_name='出示人')),
                ('shown_at', models.DateTimeField(null=True, verbose_name='出示时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
            ],
            options={
                'ordering': ['-last_day', '-version'],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('signature', '签字'), ('fingerprint', '按手印'), ('proxy', '代签'), ('refusal', '拒签')], max_length=12)),
                ('signer', models.CharField(max_length=64, verbose_name='签字人')),
                ('relation', models.CharField(blank=True, max_length=40, verbose_name='与户主关系')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='原因')),
                ('on', models.DateField(verbose_name='日期')),
                ('recorded_by', models.CharField(max_length=64)),
                ('recorded_name', models.CharField(max_length=64, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='incomes.incomesheet')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n_rows', models.PositiveIntegerField(default=0, verbose_name='读入行数')),
                ('n_created', models.PositiveIntegerField(default=0, verbose_name='新增')),
                ('n_updated', models.PositiveIntegerField(default=0, verbose_name='更新')),
                ('n_unchanged', models.PositiveIntegerField(default=0, verbose_name='不变')),
                ('n_rejected', models.PositiveIntegerField(default=0, verbose_name='退回')),
                ('n_skipped', models.PositiveIntegerField(default=0, verbose_name='非数据行')),
                ('n_warnings', models.PositiveIntegerField(default=0, verbose_name='提醒')),
                ('header_row', models.PositiveIntegerField(default=0, verbose_name='表头行')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('n_sheets', models.PositiveIntegerField(default=0, verbose_name='测算表份数')),
                ('notes', models.JSONField(default=list, verbose_name='说明')),
                ('read_by', models.CharField(max_length=64)),
                ('read_name', models.CharField(max_length=64, verbose_name='导入人')),
                ('read_at', models.DateTimeField(verbose_name='时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportReject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=200, verbose_name='工作表')),
                ('row', models.PositiveIntegerField(verbose_name='行')),
                ('column', models.CharField(blank=True, max_length=60, verbose_name='列')),
                ('code', models.CharField(max_length=30, verbose_name='代码')),
                ('sentence', models.CharField(max_length=300, verbose_name='问题')),
                ('remedy', models.CharField(max_length=300, verbose_name='办法')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejects', to='incomes.sheetimport')),
            ],
            options={
                'ordering': ['row', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='incomesheet',
            index=models.Index(fields=['campaign', 'last_day', 'is_newest', 'state', 'household_no'], name='sheets_by_state'),
        ),
        migrations.AddConstraint(
            model_name='incomesheet',
            constraint=models.UniqueConstraint(fields=('campaign', 'household_no', 'last_day', 'period_kind', 'version'), name='one_sheet_of_a_version'),
        ),
        migrations.AddConstraint(
            model_name='incomesheet',
            constraint=models.UniqueConstraint(condition=models.Q(('is_newest', True)), fields=('campaign', 'household_no', 'last_day', 'period_kind'), name='one_newest_sheet_of_a_period'),
        ),
        migrations.AddConstraint(
            model_name='incomesheet',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('shown_at__isnull', False), _connector='OR'), name='answered_sheet_was_shown'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how', 'refusal'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='refusal_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how', 'proxy'), _negated=True), models.Q(models.Q(('relation', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='proxy_has_relation_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='sheetimport',
            constraint=models.CheckConstraint(condition=models.Q(('n_rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('n_created'), '+', models.F('n_updated')), '+', models.F('n_unchanged')), '+', models.F('n_rejected')))), name='incomes_sheetimport_rows_balance'),
        ),
        rows_stay("incomes_incomesheet", "income sheets stay", columns=WRITTEN_ONCE),
        rows_stay("incomes_confirmation", "answers about income sheets stay"),
    ]
