"""Query parameters of what is computed: as of which moment, and in whose colours."""

from apps.value.selectors.known import FIELD
from kernel.charts.themes import Theme
from kernel.rest.queries import choice, moment

AS_KNOWN_AT = moment(
    FIELD,
    "What was believed at this moment: readings, corrections and baselines that were recorded later are left out, and the "
    "figures are those of its day. One that has not come is refused; before the KPI there is nothing (404).",
    echoed=True,
)
THEME = choice(
    "theme",
    [theme.value for theme in Theme],
    "The colours to put into the specification; without it its styles are named, and yours to define.",
)
