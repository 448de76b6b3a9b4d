import pytest
from django.conf import settings

from kernel.web.catalogues import compile_newer


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues():
    compile_newer(settings.BASE_DIR)
