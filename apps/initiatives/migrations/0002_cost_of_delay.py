"""An initiative knows what a month of waiting costs, when the waiting was over, and how far it came."""

from django.db import migrations, models

# Of what went to production or ended before these dates were kept, the last change is the nearest that the rows know.
DATED = """
UPDATE initiatives_initiative SET
    production_on = CASE WHEN status = 'production' THEN GREATEST(registered_on, updated_at::date) END,
    ended_on = CASE WHEN status IN ('killed', 'retired') THEN GREATEST(registered_on, updated_at::date) END
WHERE status IN ('production', 'killed', 'retired')
"""

# The furthest stage that the status tells of; what is retired ran before. A pause or a kill tells of none.
REACHED = """
UPDATE initiatives_initiative SET stage_reached = CASE status WHEN 'retired' THEN 'production' ELSE status END
WHERE status IN ('limited_production', 'production', 'retired')
"""


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="initiative",
            name="cost_of_delay",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                help_text="Money lost each month until the initiative is in production, in the client's currency (S10).",
                max_digits=24,
                null=True,
                verbose_name="cost of delay a month",
            ),
        ),
        migrations.AddField(
            model_name="initiative",
            name="production_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="first in production on"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="stage_reached",
            field=models.CharField(
                choices=[
                    ("none", "before limited production"),
                    ("limited_production", "limited production"),
                    ("production", "production"),
                ],
                db_default="none",
                default="none",
                editable=False,
                max_length=24,
                verbose_name="furthest stage",
            ),
        ),
        migrations.RunSQL(DATED, migrations.RunSQL.noop),
        migrations.RunSQL(REACHED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                name="initiatives_v12_stage_reached",
                condition=models.Q(("stage_reached__in", ["none", "limited_production", "production"])),
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                name="initiatives_s10_cost_of_delay",
                condition=models.Q(("cost_of_delay__isnull", True), ("cost_of_delay__gte", 0), _connector="OR"),
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                name="initiatives_s10_registered_before_production",
                condition=models.Q(
                    ("production_on__isnull", True),
                    ("production_on__gte", models.F("registered_on")),
                    _connector="OR",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                name="initiatives_s10_registered_before_its_end",
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("registered_on")), _connector="OR"
                ),
            ),
        ),
    ]
