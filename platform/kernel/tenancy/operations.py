"""Migration operations that more than one app uses."""

from django.db.migrations import RunSQL

FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END
$body$
"""


def append_only_function() -> RunSQL:
    """The function that the triggers of append-only tables call; one in each schema, so that a schema stands alone."""
    return RunSQL([(FUNCTION, None)], [("DROP FUNCTION refuse_change()", None)])


def append_only(table: str) -> RunSQL:
    """The second lock on an append-only table, beside its grants: the owner too is refused an update, a delete or a truncate."""
    return RunSQL(
        [
            (
                (
                    f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
                    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                ),
                None,
            )
        ],
        [(f'DROP TRIGGER {table}_append_only ON "{table}"', None)],
    )
