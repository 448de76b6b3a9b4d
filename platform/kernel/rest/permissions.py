"""The gate before an endpoint: somebody has to be calling. What they may do, the access table says."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    # The views import this class through the settings, so it can't import them.
    from rest_framework.views import APIView


class CallerPresent(BasePermission):
    """A user by session or a service account by its key; nobody gets 401."""

    def has_permission(self, request: Request, _view: "APIView") -> bool:
        """Whether somebody is calling."""
        return bool(request.user)
