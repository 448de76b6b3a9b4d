"""Keys of service accounts, `tl_live_<id>_<secret><check>`, and secrets of calendars, `tlcal_<secret><check>`. Pure: no database, no request."""

import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass, field

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX = "tl_live_"
KEY = re.compile(r"tl_live_(?P<id>[0-9A-Za-z]{12})_(?P<secret>[0-9A-Za-z]{40})(?P<check>[0-9A-Za-z]{6})")

CALENDAR_PREFIX = "tlcal_"
CALENDAR = re.compile(r"tlcal_[0-9A-Za-z]{40}(?P<check>[0-9A-Za-z]{6})")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown once: the whole text, its public part, and the digest that is kept."""

    text: str = field(repr=False)
    public_id: str
    digest: str


def _check(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), []
    for _ in range(6):
        number, remainder = divmod(number, 62)
        digits.append(ALPHABET[remainder])
    return "".join(digits)


def make_key() -> NewKey:
    """A fresh key: 12 public characters, 40 secret ones (238 bits), 6 that catch a typing error."""
    public_id = "".join(secrets.choice(ALPHABET) for _ in range(12))
    body = f"{PREFIX}{public_id}_" + "".join(secrets.choice(ALPHABET) for _ in range(40))
    text = body + _check(body)
    return NewKey(text, public_id, key_digest(text))


def make_calendar_secret() -> str:
    """A fresh secret of a calendar's address: 40 random characters, 6 that catch a typing error."""
    body = CALENDAR_PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(40))
    return body + _check(body)


def is_calendar_secret(text: str) -> bool:
    """Whether a text can be such a secret; a mistyped one is found out without asking the database."""
    match = CALENDAR.fullmatch(text)
    return match is not None and hmac.compare_digest(_check(text[:-6]), match["check"])


def key_digest(text: str) -> str:
    """What is kept of a key. The secret is random and long, so a plain SHA-256 is enough: there is nothing to guess."""
    return hashlib.sha256(text.encode()).hexdigest()


def public_id_of(text: str) -> str | None:
    """The public part of a well-formed key; None for one that is mistyped, found out without asking the database."""
    match = KEY.fullmatch(text)
    if match is None or not hmac.compare_digest(_check(text[:-6]), match["check"]):
        return None
    return match["id"]


def matches(text: str, digest: str) -> bool:
    """Whether a key is the one whose digest is kept, in constant time."""
    return hmac.compare_digest(key_digest(text), digest)
