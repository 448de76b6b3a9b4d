"""Bases of what is registered: rows to read, and rows whose add and change forms call a service."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from kernel.access import Actor
from kernel.backoffice.sites import BackOffice
from kernel.errors import Refused
from kernel.web.forms import add_problems


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    """Rows that the back office shows and does not touch. The platform's ledger is the history, so Django's own is left empty."""

    actions = None
    list_fullwidth = True
    show_full_result_count = False

    def site(self) -> BackOffice:
        """The site that this is registered with."""
        return cast("BackOffice", self.admin_site)

    def actor(self, request: HttpRequest) -> Actor:
        """The caller, through this door."""
        actor = self.site().actor(request)
        if actor is None:
            raise PermissionError("The site let nobody in.")
        return actor.through("admin")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As the site."""
        return self.site().has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the site."""
        del obj
        return self.site().has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what is here is ended, not deleted."""
        del request, obj
        return False

    def log_addition(self, *_args: Any, **_kwargs: Any) -> None:
        """Left to the ledger."""

    def log_change(self, *_args: Any, **_kwargs: Any) -> None:
        """Left to the ledger."""


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose cleaning ends with the service: what it refuses stands beside the fields, like everything else that is wrong."""

    service: ClassVar[Callable[[Any, dict[str, Any]], Model]]
    made: Model

    def _post_clean(self) -> None:
        # Not Django's: the instance stays as it is, since only the service changes rows.
        if self.errors:
            return
        try:
            self.made = type(self).service(self.instance, self.cleaned_data)
        except Refused as refused:
            add_problems(self, refused)

    def save(self, commit: bool = True) -> Model:
        """What the service made."""
        del commit
        return self.made

    def save_m2m(self) -> None:
        """Nothing is left to do."""


class ServiceAdmin(ReadOnlyAdmin):
    """Rows that can be added or changed by one service each. `add_fields` and `change_fields` name what it takes; the rest is shown."""

    form = ServiceForm
    add_fields: Sequence[str] = ()
    change_fields: Sequence[str] = ()

    def create(self, by: Actor, given: dict[str, Any]) -> Model:
        """Call the service that makes a row."""
        raise NotImplementedError

    def change(self, by: Actor, row: Any, given: dict[str, Any]) -> Model:
        """Call the service that changes a row."""
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Where a service makes rows; the service asks the access table."""
        return bool(self.add_fields) and self.site().has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Where a service changes rows; the service asks the access table."""
        del obj
        return bool(self.change_fields) and self.site().has_permission(request)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        """What is asked for when adding; everything when changing."""
        return self.add_fields if obj is None else cast("Sequence[Any]", super().get_fields(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        """Everything that the changing service does not take."""
        del request
        if obj is None:
            return ()
        shown = self.fields or [field.name for field in self.opts.fields if field.name not in (self.exclude or ())]
        return [name for name in shown if name not in self.change_fields]

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, bound to the service that this request calls."""
        built = super().get_form(request, obj, change=change, **kwargs)
        by = self.actor(request)

        def service(row: Any, given: dict[str, Any]) -> Model:
            return self.change(by, row, given) if change else self.create(by, given)

        return type(built.__name__, (built,), {"service": staticmethod(service)})

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """The service has saved it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has saved it."""
