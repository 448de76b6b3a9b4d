"""The OpenAPI description, drawn from the operations themselves."""

from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):  # type: ignore[misc]
    """An endpoint's part of the description."""
