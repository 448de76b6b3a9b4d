"""A kind of documents that nests, for tests of what the library does with any kind: recipes with steps, and their ingredients."""

from typing import Any

from apps.library.documents import Document
from kernel.errors import Problem

RECIPE = "recipe"


def _text(title: str, most: int, **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, "maxLength": most, **more}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "steps"],
    "properties": {
        "name": _text("Name", 120, minLength=1),
        "notes": {"type": "array", "title": "Notes", "maxItems": 4, "items": {"type": "string", "maxLength": 500}},
        "times": {
            "type": "object",
            "title": "Times",
            "maxProperties": 3,
            "propertyNames": {"pattern": "^[a-z]{1,20}$", "description": "Lower-case letters."},
            "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 600},
        },
        "steps": {
            "type": "array",
            "title": "Steps",
            "minItems": 1,
            "maxItems": 9,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["key", "name"],
                "properties": {
                    "key": _text("Key", 20, minLength=1),
                    "name": _text("Name", 60, minLength=1),
                    "summary": _text("Summary", 300),
                    "ingredients": {
                        "type": "array",
                        "title": "Ingredients",
                        "maxItems": 9,
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["name"],
                            "properties": {
                                "name": _text("Name", 60, minLength=1),
                                "grams": {"type": "integer", "title": "Grams", "minimum": 1},
                                "is_fresh": {"type": "boolean", "title": "Fresh"},
                            },
                        },
                    },
                },
            },
        },
    },
}
BREAD: dict[str, Any] = {
    "name": "Bread",
    "notes": ["Rye keeps longer."],
    "times": {"oven": 45},
    "steps": [
        {
            "key": "dough",
            "name": "Make the dough",
            "ingredients": [{"name": "Flour", "grams": 500}, {"name": "Yeast", "grams": 20, "is_fresh": True}],
        },
        {"key": "bake", "name": "Bake it", "summary": "Until it sounds hollow."},
    ],
}


def check_recipe(document: Document) -> list[Problem]:
    """No step stands twice."""
    keys = [step["key"] for step in document["steps"]]
    return [] if len(set(keys)) == len(keys) else [Problem("steps", "twice", "A step stands twice.")]
