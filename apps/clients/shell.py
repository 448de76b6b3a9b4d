"""What clients add to the shell: how their states look."""

from apps.clients.choices import ClientStatus
from kernel.web.states import Tone, states

states.add(
    "client",
    ClientStatus,
    {
        ClientStatus.PROVISIONING: (Tone.ACTIVE, "loader"),
        ClientStatus.ACTIVE: (Tone.GOOD, "circle-check"),
        ClientStatus.SUSPENDED: (Tone.WARN, "player-pause"),
        ClientStatus.FAILED: (Tone.BAD, "alert-octagon"),
    },
)
