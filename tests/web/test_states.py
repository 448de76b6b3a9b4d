import pytest
from django.db.models import TextChoices
from django.template import engines

from kernel.web.states import States, Tone, states


class Weather(TextChoices):
    SUN = "sun", "sunny"
    RAIN = "rain", "rainy"


def test_it_wants_a_look_for_each_state():
    with pytest.raises(ValueError, match="rain"):
        States().add("weather", Weather, {Weather.SUN: (Tone.GOOD, "sun")})


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, known in states.kinds.items() for value in known])
def test_it_draws_a_word_and_an_icon_for_every_state_of_the_product(kind, value):
    html = engines["django"].from_string("{% state kind value %}").render({"kind": kind, "value": value})

    assert str(states.get(kind, value).word) in html
    assert 'class="ti ti-' in html
