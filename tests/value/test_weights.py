from decimal import Decimal

from apps.value.parameters import GATE_WEIGHT_LIMITED_PRODUCTION
from apps.value.selectors.weights import gate_weights
from tests.factories.parameters import make_setting


def test_it_counts_value_by_the_stage_that_was_reached(client_a):
    weights = gate_weights()
    assert weights == {"none": 0, "limited_production": Decimal("0.5"), "production": 1}


def test_it_counts_less_where_the_partner_says_so(client_a, django_assert_num_queries):
    make_setting(key=GATE_WEIGHT_LIMITED_PRODUCTION, value=Decimal(30))
    with django_assert_num_queries(1):
        assert gate_weights()["limited_production"] == Decimal("0.3")
