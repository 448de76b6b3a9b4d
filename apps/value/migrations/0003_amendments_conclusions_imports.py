"""A signed contract can be amended and concluded; a fired trigger, the word of finance and a waiting file are rows."""

import django.db.models.deletion
from django.db import migrations, models

import kernel.ids
from kernel.tenancy.operations import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0001_initial"),
        ("value", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataImport",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("readings", "readings"), ("event_log", "event log")], max_length=10),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("reading", "being read"),
                            ("ready", "ready to be recorded"),
                            ("applying", "being recorded"),
                            ("applied", "recorded"),
                            ("failed", "could not be read"),
                            ("dropped", "dropped"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("file_digest", models.CharField(max_length=64)),
                ("file_size", models.BigIntegerField()),
                ("reading_options", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("progress_percent", models.SmallIntegerField(default=0)),
                ("progress_at", models.DateTimeField()),
                ("failure", models.CharField(blank=True, max_length=500)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField()),
                ("created_by_id", models.UUIDField(null=True)),
                ("created_by_name", models.CharField(max_length=200)),
                ("applied_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="FinanceValidation",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("through_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=6, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                ("figures", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("validated_at", models.DateTimeField()),
                ("validated_by_name", models.CharField(max_length=200)),
            ],
            options={
                "verbose_name": "validation by finance",
                "verbose_name_plural": "validations by finance",
                "ordering": ["validated_at"],
            },
        ),
        migrations.CreateModel(
            name="RollbackFiring",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("began_on", models.DateField()),
                ("fired_at", models.DateTimeField()),
                ("cleared_at", models.DateTimeField(null=True)),
                ("cleared_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "clearing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("correction", "a correction undid the count"),
                            ("decision", "a recorded decision"),
                            ("amendment", "an amendment changed the trigger"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "verbose_name": "fired rollback trigger",
                "verbose_name_plural": "fired rollback triggers",
                "ordering": ["period_start", "fired_at"],
            },
        ),
        migrations.AddField(
            model_name="baseline",
            name="limits",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="baseline",
            name="decisions",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name="baseline",
            name="file_digest",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="baseline",
            name="reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it replaces the one before"),
        ),
        migrations.AddField(
            model_name="contract",
            name="amendment",
            field=models.CharField(
                choices=[("none", "none"), ("draft", "drafted"), ("proposed", "open for signature")],
                default="none",
                editable=False,
                max_length=10,
                verbose_name="amendment",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="baseline",
            field=models.DecimalField(
                decimal_places=6, editable=False, max_digits=24, null=True, verbose_name="baseline"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="concluded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="contract",
            name="concluded_by_name",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="contract",
            name="conclusion",
            field=models.TextField(blank=True, editable=False, max_length=1000, verbose_name="conclusion"),
        ),
        migrations.AddField(
            model_name="contract",
            name="in_force",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="value.contractversion",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="supersedes",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="value.contract",
            ),
        ),
        migrations.AddField(
            model_name="kpi",
            name="library_item",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="kpi",
            name="library_version",
            field=models.IntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="kpi",
            name="year_start",
            field=models.SmallIntegerField(default=1, verbose_name="fiscal year begins in month"),
        ),
        migrations.AlterField(
            model_name="reading",
            name="door",
            field=models.CharField(
                choices=[
                    ("form", "form"),
                    ("api", "API"),
                    ("csv", "CSV file"),
                    ("xlsx", "XLSX file"),
                    ("derived", "derived from a log"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="reading",
            name="state",
            field=models.CharField(
                choices=[("current", "current"), ("corrected", "corrected"), ("withdrawn", "withdrawn")],
                default="current",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("amendment", "none"), ("status__in", ["signed", "active"]), _connector="OR"),
                name="value_v6_amendment_of_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("achieved", "missed", "rolled_back", "superseded")), _negated=True),
                    ("concluded_at__isnull", False),
                    _connector="OR",
                ),
                name="value_contract_judged_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="kpi",
            constraint=models.CheckConstraint(
                condition=models.Q(("year_start__range", (1, 12))), name="value_kpi_year_start"
            ),
        ),
        migrations.AddField(
            model_name="dataimport",
            name="kpi",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="value.kpi"
            ),
        ),
        migrations.AddField(
            model_name="financevalidation",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="validations", to="value.contract"
            ),
        ),
        migrations.AddField(
            model_name="financevalidation",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="initiatives.person"
            ),
        ),
        migrations.AddField(
            model_name="rollbackfiring",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="firings", to="value.contract"
            ),
        ),
        migrations.AddIndex(
            model_name="dataimport",
            index=models.Index(fields=["status", "progress_at"], name="value_import_waiting"),
        ),
        migrations.AddConstraint(
            model_name="dataimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress_percent__range", (0, 100))), name="value_import_progress"
            ),
        ),
        migrations.AddConstraint(
            model_name="dataimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_at__isnull", False), ("status", "applied")),
                    models.Q(models.Q(("status", "applied"), _negated=True), ("applied_at__isnull", True)),
                    _connector="OR",
                ),
                name="value_import_applied",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollbackfiring",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cleared_at__isnull", True)),
                fields=("contract", "period_start"),
                name="value_v5_fires_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollbackfiring",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cleared_at__isnull", True), ("clearing", "")),
                    models.Q(("cleared_at__isnull", False), models.Q(("clearing", ""), _negated=True)),
                    _connector="OR",
                ),
                name="value_v5_cleared_by_something",
            ),
        ),
        append_only("value_financevalidation"),
    ]
