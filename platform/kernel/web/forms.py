"""Forms as the shell draws them, and refusals of a service beside the fields they name."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

from kernel.errors import Refused, StaleRefused


class ShellBoundField(forms.BoundField):
    """A field whose widget carries the look of the shell, unless it brings a look of its own."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """As Django's, with the class that the kind of widget needs."""
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if "class" not in widget.attrs and "class" not in built and (look := _look(widget)):
            built["class"] = f"{look} is-invalid" if self.form.is_bound and self.errors else look
        return built

    @property
    def is_check(self) -> bool:
        """Whether the label stands after the control."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_group(self) -> bool:
        """Whether this is one question with several controls."""
        return bool(self.field.widget.use_fieldset)


def _look(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "" if widget.is_hidden else "form-control"


class ShellRenderer(TemplatesSetting):
    """Draws every form with the shell's partials."""

    form_template_name = "partials/fields.html"
    field_template_name = "partials/field.html"
    bound_field_class = ShellBoundField


class RevisionForm(forms.Form):
    """A form on a thing that two people may edit: it says which revision it was read at, and the service compares."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def show_meanwhile(self, refused: StaleRefused, current: Mapping[str, Any]) -> None:
        """Tell that somebody else was faster: what was typed stays, with what stands there now beside each field that differs.

        The form is then at the present revision, so that sending it again overwrites knowingly.
        """
        typed = {name: self.cleaned_data.get(name) for name in current if name in self.fields and name != "revision"}
        self.add_error(None, forms.ValidationError(str(refused.message), code=refused.code))
        self.add_error(None, _("What you typed is still here. Send it again to replace what stands there now."))
        for name, value in typed.items():
            if (value or None) != (current[name] or None):
                now = self._shown(name, current[name]) or _("empty")
                self.add_error(
                    name, forms.ValidationError(_("Now: %(value)s"), code="meanwhile", params={"value": now})
                )
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix("revision")] = current["revision"]  # type: ignore[index]

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        options = dict(getattr(self.fields[name], "flat_choices", ()))
        text = self.fields[name].prepare_value(value)
        return str(options.get(str(value), "" if text is None else text))


def add_problems(form: forms.BaseForm, refused: Refused, *, names: Mapping[str, str] | None = None) -> None:
    """Put a refusal into a form: each problem beside its field, what belongs to no field above them.

    `names` tells fields that the service calls otherwise than the form.
    """
    for problem in refused.problems:
        called = (names or {}).get(problem.field, problem.field)
        name = called if called in form.fields else None
        text = f"{problem.message} {problem.way_out}".strip()
        form.add_error(name, forms.ValidationError(text, code=problem.code))
    if not refused.problems:
        form.add_error(None, forms.ValidationError(f"{refused.message} {refused.way_out}".strip(), code=refused.code))
