"""Documents that nest: their problems, how they read, what two of them differ in, and what somebody who writes one is told."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from apps.library.documents import document_kinds
from apps.library.rules import MOST_PROBLEMS, changes, in_order, lines, outline, shape_problems, skeleton
from tests.factories.recipes import BREAD, SCHEMA

# What is enforced, by type: a keyword that is not here would be published and mean nothing.
ENFORCED = {
    "object": {"properties", "required", "additionalProperties", "propertyNames", "maxProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"minLength", "maxLength", "pattern", "oneOf"},
    "integer": {"minimum", "maximum"},
    "boolean": set(),
}
STEPS = st.lists(st.sampled_from(["dough", "rest", "bake", "eat"]), unique=True, min_size=1)


def bread(**said):
    return copy.deepcopy(BREAD) | said


def steps(keys, **said):
    return bread(steps=[{"key": key, "name": key.title(), **said} for key in keys])


def found(**said):
    return {(problem.field, problem.code) for problem in shape_problems(SCHEMA, bread(**said))}


def flat(said):
    """What is said, in one line of text."""
    if said is None:
        return None
    inside = [f"{line.label}={flat(line.said)}" for line in said.lines]
    entries = [
        f"{entry.name}({'; '.join(f'{line.label}={flat(line.said)}' for line in entry.lines)})"
        for entry in said.entries
    ]
    cells = ["/".join(each) for each in said.rows.cells] if said.rows else []
    return said.text or ", ".join([*said.points, *inside, *entries, *cells])


def differences(before, after):
    return [
        (change.field, change.label, flat(change.before), flat(change.after))
        for change in changes(SCHEMA, before, after)
    ]


@pytest.mark.parametrize("name", document_kinds.kinds)
def test_it_publishes_no_keyword_that_it_does_not_enforce(name):
    schema = document_kinds.kinds[name].schema

    def walk(part, path):
        extra = set(part) - ENFORCED[part["type"]] - {"type", "title", "description"}
        assert not extra, f"{path} has {extra}"
        match part["type"]:
            case "object" if "properties" in part:
                assert part["additionalProperties"] is False, path
                assert set(part.get("required", ())) <= set(part["properties"]), path
                for field, of in part["properties"].items():
                    assert of.get("title"), f"{path}.{field} has no title"
                    walk(of, f"{path}.{field}")
            case "object":
                assert part["maxProperties"], path
                assert part["propertyNames"]["description"], path
                walk(part["additionalProperties"], f"{path}.*")
            case "array":
                assert part["maxItems"], path
                walk(part["items"], f"{path}[]")
            case "string":
                assert "oneOf" in part or part["maxLength"], path
                assert "pattern" not in part or part["description"], path

    walk(schema, name)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"steps": []}, ("steps", "too_few")),
        ({"steps": [{"key": "dough"}]}, ("steps.0.name", "required")),
        ({"steps": [{"key": "a", "name": "A", "ingredients": [{"name": "Salt", "grams": "5"}]}]}, ("steps.0.ingredients.0.grams", "type")),
        ({"steps": ["dough"]}, ("steps.0", "type")),
        ({"times": {"oven": 0}}, ("times.oven", "bound")),
        ({"times": {"The oven": 5}}, ("times.The oven", "name")),
        ({"times": dict.fromkeys("abcd", 1)}, ("times", "too_many")),
        ({"times": [45]}, ("times", "type")),
    ],
)  # fmt: skip
def test_it_names_the_place_however_deep(said, problem):
    assert found(**said) == {problem}


def test_it_names_no_more_problems_than_anybody_reads():
    assert len(shape_problems(SCHEMA, {f"field{number}": 1 for number in range(2_000)})) == MOST_PROBLEMS


def test_it_says_what_is_nested_as_entries_rows_and_points():
    by_field = {line.field: line.said for line in lines(SCHEMA, BREAD)}
    assert by_field["name"].text == "Bread"
    assert by_field["notes"].points == ["Rye keeps longer."]
    assert flat(by_field["times"]) == "oven=45"
    dough, bake = by_field["steps"].entries
    assert (dough.name, bake.name) == ("Make the dough", "Bake it")
    rows = dough.lines[-1].said.rows
    assert rows.headings == ["Name", "Grams", "Fresh"]
    assert rows.cells == [["Flour", "500", ""], ["Yeast", "20", "yes"]]


def test_it_shows_what_an_older_schema_allowed_as_it_is():
    older = {"name": 5, "notes": "one", "times": [3], "steps": [["a"], {"key": "b"}, 4]}
    said = {line.field: flat(line.said) for line in lines(SCHEMA, older)}
    assert said == {"name": "5", "notes": "one", "times": "3", "steps": "a, {'key': 'b'}, 4"}
    assert changes(SCHEMA, older, BREAD)


def test_it_says_which_field_of_which_thing_changed():
    after = bread()
    after["steps"][0]["ingredients"][0]["grams"] = 600
    after["times"] = {"oven": 50, "rest": 60}
    assert differences(BREAD, after) == [
        ("times.oven", "Times › oven", "45", "50"),
        ("times.rest", "Times › rest", None, "60"),
        ("steps.0.ingredients.0.grams", "Steps › Make the dough › Ingredients › Flour › Grams", "500", "600"),
    ]


def test_it_says_what_came_what_went_and_what_only_moved():
    assert differences(steps(["dough", "bake"]), steps(["rest", "bake", "dough"])) == [
        ("steps", "Steps › order", "Dough, Bake", "Bake, Dough"),
        ("steps.0", "Steps › Rest", None, "Key=rest, Name=Rest"),
    ]
    assert differences(steps(["dough", "bake"]), steps(["bake"])) == [
        ("steps.0", "Steps › Dough", "Key=dough, Name=Dough", None)
    ]


def test_it_tells_things_without_a_name_of_their_own_by_their_places():
    before, after = steps(["dough", "dough"]), steps(["dough", "dough"])
    after["steps"][1]["summary"] = "Knead it."
    assert differences(before, after) == [("steps.1.summary", "Steps › Dough › Summary", None, "Knead it.")]


@given(STEPS, STEPS)
def test_it_finds_a_change_exactly_where_two_documents_differ(first, second):
    before, after = steps(first), steps(second)
    found = changes(SCHEMA, before, after)
    assert bool(found) == (before != after)
    came = {change.label for change in found if change.before is None}
    went = {change.label for change in found if change.after is None}
    assert came == {f"Steps › {key.title()}" for key in set(second) - set(first)}
    assert went == {f"Steps › {key.title()}" for key in set(first) - set(second)}


def test_it_tells_who_writes_one_what_belongs_into_it():
    name, notes, times, made_of = outline(SCHEMA)
    assert (name.is_required, name.holds) == (True, "a text of at most 120 characters")
    assert (notes.is_required, notes.holds) == (False, "a list of at most 4")
    assert times.holds == "names of your own choice with a value each"
    assert made_of.holds == "a list of 1 to 9"
    ingredients = made_of.inside[-1]
    assert [field.holds for field in ingredients.inside] == [
        "a text of at most 60 characters",
        "a whole number from 1 to …",
        "true, false",
    ]


@pytest.mark.parametrize("name", [*document_kinds.kinds, None])
def test_it_begins_with_a_document_that_lacks_nothing_but_words(name):
    schema = document_kinds.kinds[name].schema if name else SCHEMA
    codes = {problem.code for problem in shape_problems(schema, skeleton(schema))}
    assert codes <= {"required", "pattern"}


@given(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["Bread", "", 5, "x" * 200])},
        optional={
            "notes": st.lists(st.sampled_from(["a", 5, None]), max_size=6),
            "times": st.dictionaries(st.sampled_from(["oven", "Oven", "a", "b", "c"]), st.integers(-1, 700)),
            "steps": st.lists(st.sampled_from([BREAD["steps"][0], {"key": "k"}, "no", {"other": 1}]), max_size=11),
            "more": st.none(),
        },
    )
)
def test_it_enforces_what_any_reader_of_the_schema_would(document):
    theirs = Draft202012Validator(SCHEMA).is_valid(document)
    assert theirs == (not shape_problems(SCHEMA, document))


def test_it_tells_things_apart_by_a_short_text_that_each_needs():
    item = {
        "type": "object",
        "required": ["kpi"],
        "properties": {
            "kpi": {"type": "string", "title": "KPI", "maxLength": 60},
            "bound": {"type": "integer", "title": "Bound"},
        },
    }
    schema = {"type": "object", "properties": {"guards": {"type": "array", "title": "Guards", "items": item}}}
    before = {"guards": [{"kpi": "errors", "bound": 2}, {"kpi": "rework", "bound": 5}]}
    after = {"guards": [{"kpi": "rework", "bound": 6}]}
    found = [(each.label, flat(each.before), flat(each.after)) for each in changes(schema, before, after)]
    assert found == [("Guards › rework › Bound", "5", "6"), ("Guards › errors", "KPI=errors, Bound=2", None)]


def test_it_puts_a_documents_fields_in_the_schemas_order_and_loses_none():
    shuffled = {name: BREAD[name] for name in sorted(BREAD, reverse=True)}
    shuffled["steps"] = [dict(sorted(step.items(), reverse=True)) for step in BREAD["steps"]]
    assert json.dumps(in_order(SCHEMA, shuffled)) == json.dumps(BREAD)
    assert in_order(SCHEMA, {"older": [1], "name": "Bread"}) == {"name": "Bread", "older": [1]}


def test_it_calls_a_thing_by_its_choice_where_it_has_no_name():
    item = {
        "type": "object",
        "required": ["gate", "steps"],
        "properties": {
            "gate": {"type": "string", "title": "Gate", "oneOf": [{"const": "pilot", "title": "Pilot"}]},
            "steps": SCHEMA["properties"]["steps"],
        },
    }
    schema = {"properties": {"gates": {"type": "array", "title": "Gates", "items": item}}}
    (line,) = lines(schema, {"gates": [{"gate": "pilot", "steps": BREAD["steps"]}]})
    assert [entry.name for entry in line.said.entries] == ["Pilot"]
