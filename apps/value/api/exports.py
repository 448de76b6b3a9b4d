"""Whole tables as files, CSV or XLSX, streamed. Each kind has an address of its own, so that a browser's link is enough."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from apps.value.permissions import VIEW
from apps.value.selectors import exports
from apps.value.selectors.kpis import kpi
from kernel.files.names import safe_name, streamed
from kernel.rest.operations import Call, operation
from kernel.rest.renderers import CSVRenderer, JSONRenderer, XLSXRenderer
from kernel.rest.views import Endpoint
from kernel.spreadsheets.values import Table
from kernel.spreadsheets.writing import CSV_TYPE, XLSX_TYPE, csv_stream, xlsx_stream

CSV, XLSX = CSVRenderer.media_type, XLSXRenderer.media_type


class CsvEndpoint(Endpoint):
    """An address that answers with a CSV file."""

    renderer_classes = [CSVRenderer, JSONRenderer]


class XlsxEndpoint(Endpoint):
    """An address that answers with a workbook."""

    renderer_classes = [XLSXRenderer, JSONRenderer]


class ReadingsCsv(CsvEndpoint):
    """A KPI's readings as CSV."""

    @operation("Download a KPI's readings as CSV", permission=VIEW, media_type=CSV)
    def get(self, _call: Call, kpi_id: uuid.UUID) -> StreamingHttpResponse:
        """Those in force, of every source, by period. The columns are those that an import takes."""
        found = kpi(kpi_id)
        return _csv(exports.READINGS, exports.reading_table(found), name=found.name)


class ReadingsXlsx(XlsxEndpoint):
    """A KPI's readings as a workbook."""

    @operation("Download a KPI's readings as XLSX", permission=VIEW, media_type=XLSX)
    def get(self, _call: Call, kpi_id: uuid.UUID) -> StreamingHttpResponse:
        """Those in force, of every source, by period. The columns are those that an import takes."""
        found = kpi(kpi_id)
        return _xlsx(exports.READINGS, exports.reading_table(found), name=found.name)


class KpisCsv(CsvEndpoint):
    """The catalogue of KPIs as CSV."""

    @operation("Download all KPIs as CSV", permission=VIEW, media_type=CSV)
    def get(self, _call: Call) -> StreamingHttpResponse:
        """Each with its baseline, its latest reading, how current it is, and its recent level (V9, V10); by name."""
        return _csv(exports.KPIS, exports.kpi_table(), name=_("KPIs"))


class KpisXlsx(XlsxEndpoint):
    """The catalogue of KPIs as a workbook."""

    @operation("Download all KPIs as XLSX", permission=VIEW, media_type=XLSX)
    def get(self, _call: Call) -> StreamingHttpResponse:
        """Each with its baseline, its latest reading, how current it is, and its recent level (V9, V10); by name."""
        return _xlsx(exports.KPIS, exports.kpi_table(), name=_("KPIs"))


class ContractsCsv(CsvEndpoint):
    """The contracts as CSV."""

    @operation("Download all contracts as CSV", permission=VIEW, media_type=CSV)
    def get(self, _call: Call) -> StreamingHttpResponse:
        """Each with its recent level and its progress to target (V10); by title."""
        return _csv(exports.CONTRACTS, exports.contract_table(), name=_("Contracts"))


class ContractsXlsx(XlsxEndpoint):
    """The contracts as a workbook."""

    @operation("Download all contracts as XLSX", permission=VIEW, media_type=XLSX)
    def get(self, _call: Call) -> StreamingHttpResponse:
        """Each with its recent level and its progress to target (V10); by title."""
        return _xlsx(exports.CONTRACTS, exports.contract_table(), name=_("Contracts"))


def _csv(header: Sequence[str], rows: Iterator[list[Any]], *, name: str) -> StreamingHttpResponse:
    return streamed(csv_stream(header, rows), name=safe_name(name, "csv"), content_type=CSV_TYPE)


def _xlsx(header: Sequence[str], rows: Iterator[list[Any]], *, name: str) -> StreamingHttpResponse:
    pieces = xlsx_stream([Table(name, header, rows)])
    return streamed(pieces, name=safe_name(name, "xlsx"), content_type=XLSX_TYPE)
