"""Secrets stay out of logs: an address that carries one is logged without it, whoever logs it."""

import logging
import re


class HideSecrets(logging.Filter):
    """Replaces what looks like a secret in each message that a handler writes, by the pattern that the settings give."""

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self.pattern = re.compile(pattern)

    def filter(self, record: logging.LogRecord) -> bool:
        """Hide them; every message passes."""
        said = record.getMessage()
        hidden = self.pattern.sub("[secret]", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
