"""The rows of an import, and what they would do: the same way for the page, for the task and for the recording."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.value.choices import ImportKind, ReadingSource
from apps.value.models import DataImport
from apps.value.rules.imports.event_measures import LogMeasures
from apps.value.rules.imports.fitting import chosen, rows_for
from apps.value.rules.imports.plans import Plan, plan_of
from apps.value.rules.readings.csv_file import MOST_BYTES, FileRefused, ReadingsFile, read_csv
from apps.value.rules.readings.rows import RawRow
from apps.value.rules.readings.workbook import ReadingsSheet, read_workbook
from apps.value.services.imports.files import opened
from apps.value.services.readings import Recorded, record_readings
from kernel.access import Actor
from kernel.decimals import number_style
from kernel.errors import ConflictRefused

WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
SMALL_ROWS = 2_000
"""So many rows are checked and recorded while the person waits; of more, the task has the work."""


class ImportChangedRefused(ConflictRefused):
    """The readings changed since it was shown what the file would do."""

    code = "import_changed"


class CadenceChangedRefused(ConflictRefused):
    """The log was measured for other periods than the KPI has now."""

    code = "cadence_changed"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file of readings, the door that they come through, and the sheets that were and were not read."""

    rows: list[RawRow]
    door: ReadingSource
    sheet: str = ""
    others: tuple[str, ...] = ()


def open_table(data: bytes) -> ReadingsSheet | ReadingsFile:
    """A CSV file or a workbook whose header is understood. Raises `FileRefused` for what can't be read at all."""
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 10 MB."), _("Split it, or send the readings through the API."))
    return read_workbook(data) if data.startswith((WORKBOOK, OLD_WORKBOOK)) else read_csv(data)


def table_of(data: bytes) -> Table:
    """The rows of a CSV file or a workbook. Raises `FileRefused`."""
    found = open_table(data)
    if isinstance(found, ReadingsSheet):
        return Table(list(found.rows()), ReadingSource.XLSX, found.name, found.others)
    return Table(list(found.rows()), ReadingSource.CSV)


def table_in(row: DataImport, measure: str) -> Table:
    """What an import would record: the rows of its file, or the periods of a measure. Raises `MeasureRefused`."""
    if row.kind == ImportKind.EVENT_LOG:
        measures = LogMeasures.from_document(row.result["measures"])
        kpi = row.kpi
        if kpi.grid not in measures.series:
            raise CadenceChangedRefused(
                _("The log was read for other periods than the KPI has now."), way_out=_("Read the log again.")
            )
        name = chosen(measure, measures, kpi.unit)
        found = rows_for(
            measures,
            grid=kpi.grid,
            measure=name,
            unit=kpi.unit,
            source=kpi.source or row.file_name,
            file_name=row.file_name,
        )
        return Table(found, ReadingSource.DERIVED)
    with opened(row) as file:
        return table_of(file.read(MOST_BYTES + 1))


def record_table(*, by: Actor, row: DataImport, table: Table, dry_run: bool) -> Recorded:
    """Hand the rows to the recording of readings, with numbers read as the uploading person's language writes them."""
    language = str(row.reading_options["language"])
    with override(language):
        return record_readings(
            by=by,
            rows=table.rows,
            door=table.door,
            kpi_id=row.kpi_id,
            dry_run=dry_run,
            style=number_style(language),
        )


def plan_for(*, by: Actor, row: DataImport, table: Table) -> Plan:
    """What would be recorded now."""
    return plan_of(record_table(by=by, row=row, table=table, dry_run=True).batch)


def readings_document(*, by: Actor, row: DataImport, table: Table) -> dict[str, object]:
    """What is kept of a file of readings that was looked at."""
    plan = plan_for(by=by, row=row, table=table)
    return {"plan": plan.document(), "rows": plan.rows, "sheet": table.sheet, "others": list(table.others)}
