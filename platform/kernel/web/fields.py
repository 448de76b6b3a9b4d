"""Numbers, days and moments as people enter them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language

from kernel.decimals import Unreadable, number_style, read_number
from kernel.web import formats


class NumberField(forms.CharField):
    """A decimal, entered as the person's language writes it or plainly; a text with two readings is refused."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """A stored number as the language writes it; what was typed stays as it was typed."""
        return formats.number(value, None if value == round(value, 3) else 6) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The decimal, or None for an empty field."""
        text = super().clean(value)
        if not text:
            return None
        found = read_number(text, number_style(get_language() or "en"))
        if isinstance(found, Unreadable):
            raise forms.ValidationError(f"{found.message} {found.way_out}", code=found.code)
        return found


class DayField(forms.DateField):
    """A day, entered with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **options
        )


class MomentField(forms.DateTimeField):
    """A moment, entered with the browser's own calendar and clock, in the person's time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            **options,
        )
