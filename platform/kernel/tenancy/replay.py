"""A new client's schema: the migrated template's DDL replayed, one statement each in one transaction, and the catalogues compared.

Replaying is several times faster than migrating and needs no function of the server's; a schema that came out different is never handed over.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction

from kernel.tenancy.context import schema
from kernel.tenancy.migrate import OWNER, TEMPLATE_SCHEMA, grant_statements

Rows = list[tuple[Any, ...]]

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, pg_get_expr(d.adbin, d.adrelid, true),
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(co.collname) END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
WHERE n.nspname = current_schema() AND c.relkind = 'r'
ORDER BY c.relname, a.attnum"""

# Foreign keys last: the tables they point to must be there. PostgreSQL keeps NOT NULL as constraints too; columns carry those.
CONSTRAINTS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid, true)
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND k.contype IN ('p', 'u', 'c', 'f', 'x')
ORDER BY k.contype = 'f', c.relname, k.conname"""

INDEXES = """
SELECT c.relname, i.relname, pg_get_indexdef(x.indexrelid, 0, true)
FROM pg_index x
JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname, i.relname"""

FUNCTIONS = """
SELECT p.proname, replace(pg_get_functiondef(p.oid), quote_ident(n.nspname) || '.', '')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = current_schema() ORDER BY p.proname"""

TRIGGERS = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND NOT t.tgisinternal ORDER BY c.relname, t.tgname"""

GRANTS = """
SELECT c.relname, c.relkind::text, (SELECT string_agg(x::text, ' ' ORDER BY x::text) FROM unnest(c.relacl) x)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'S') ORDER BY c.relname"""

MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


def catalogue(schema_name: str) -> dict[str, Rows]:
    """What a schema consists of, without its name: columns, constraints, indexes, functions, triggers, grants, recorded migrations."""
    parts = {
        "columns": COLUMNS,
        "constraints": CONSTRAINTS,
        "indexes": INDEXES,
        "functions": FUNCTIONS,
        "triggers": TRIGGERS,
        "grants": GRANTS,
        "migrations": MIGRATIONS,
    }
    with schema(schema_name, using=OWNER, alone=True):
        conn = connections[OWNER]
        with conn.cursor() as cursor:
            return {part: _rows(cursor, sql) for part, sql in parts.items()}


def _rows(cursor: Any, sql: str) -> Rows:
    cursor.execute(sql)
    return list(cursor.fetchall())


def statements(template: dict[str, Rows]) -> list[str]:
    """The DDL that makes a schema like the one the catalogue was read from, one statement each, unqualified."""
    tables: dict[str, list[str]] = {}
    for table, column, kind, required, identity, default, collation in template["columns"]:
        words = [f'"{column}"', kind]
        if collation:
            words += ["COLLATE", collation]
        if identity:
            words += ["GENERATED", "ALWAYS" if identity == "a" else "BY DEFAULT", "AS IDENTITY"]
        elif default is not None:
            words += ["DEFAULT", default]
        if required:
            words.append("NOT NULL")
        tables.setdefault(table, []).append(" ".join(words))
    result = [f'CREATE TABLE "{table}" ({", ".join(columns)})' for table, columns in tables.items()]
    result += [
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
        for table, name, definition in template["constraints"]
    ]
    result += [definition for _table, _name, definition in template["indexes"]]
    result += [definition for _name, definition in template["functions"]]
    result += [definition for _table, _name, definition in template["triggers"]]
    return result


class CatalogueDiffers(RuntimeError):
    """A replayed schema is not what the template is; nothing of it was kept."""


def create_schema(schema_name: str, *, progress: Callable[[int, int], None] = lambda _done, _of: None) -> None:
    """Create a client's schema in one transaction of the owner. Raises `CatalogueDiffers`; leaves nothing behind when it fails."""
    template = catalogue(TEMPLATE_SCHEMA)
    ddl = statements(template)
    conn = connections[OWNER]
    with transaction.atomic(using=OWNER):
        with conn.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{schema_name}"')
        with schema(schema_name, using=OWNER, alone=True), conn.cursor() as cursor:
            for done, statement in enumerate(ddl):
                # psycopg reads a percent sign only when there are parameters; there are none.
                cursor.cursor.execute(statement)
                if done % 25 == 0:
                    progress(done, len(ddl))
            rows = template["migrations"]
            cursor.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", rows)
            for statement in grant_statements(schema_name):
                cursor.execute(statement)
        differences = compare(template, catalogue(schema_name))
        if differences:
            raise CatalogueDiffers("; ".join(differences[:5]))
    progress(len(ddl), len(ddl))


# PostgreSQL prints a list of texts with the cast outside, and prints what it read back with the cast inside: the same condition.
TEXT_CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?")


def _comparable(rows: Rows) -> Rows:
    return [tuple(TEXT_CASTS.sub("", value) if isinstance(value, str) else value for value in row) for row in rows]


def compare(template: dict[str, Rows], made: dict[str, Rows]) -> list[str]:
    """What differs between two catalogues, in words; empty when they are equal."""
    template, made = ({part: _comparable(rows) for part, rows in side.items()} for side in (template, made))
    return [
        f"{part}: {row} {'is missing' if row in want else 'is not in the template'}"
        for part in template
        if (want := template[part]) != (have := made[part])
        for row in [*(r for r in want if r not in have), *(r for r in have if r not in want)]
    ]


def drop_schema(schema_name: str) -> None:
    """Drop a client's schema and everything in it. Only names of the form that clients' schemas have."""
    if not schema_name.startswith("t_") or schema_name == TEMPLATE_SCHEMA:
        raise ValueError(f"{schema_name} is not a client's schema.")
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{schema_name}" CASCADE')
