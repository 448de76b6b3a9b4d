"""The guide to the figures says the numbers that the rules go by."""

import pytest
from django.conf import settings

from apps.value.rules.figures.limits import FIRM_READINGS, LIMIT_FACTOR, MINIMUM_READINGS
from apps.value.rules.figures.milestones import MOST_MILESTONES
from apps.value.rules.points import MINIMUM_CASES


@pytest.mark.parametrize(
    "said",
    [
        f"fewer than {MINIMUM_CASES} cases is drawn hollow",
        f"They need {MINIMUM_READINGS} readings, and are provisional below {FIRM_READINGS}",
        f"limits = centre ± {LIMIT_FACTOR} mR",
        f"recorded with fewer than {MINIMUM_READINGS} readings keeps none",
        f"up to {MOST_MILESTONES} values between baseline and target",
    ],
)
def test_it_says_the_number_of_the_rule(said):
    guide = (settings.BASE_DIR / "docs" / "guide" / "figures.md").read_text()
    assert said in " ".join(guide.split())
