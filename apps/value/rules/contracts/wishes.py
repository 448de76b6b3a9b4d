"""Telling a wish from a measure: `Improve efficiency` can't be signed (V1)."""

import re

# "Improve efficiency" is a wish: a verb of getting better and a noun that nobody can count, in the users' languages.
_WISH = re.compile(
    r"\b(efficien\w*|productiv\w*|effectiv\w*|quality|performance|innovati\w*|experience|synerg\w*|excellence|agil\w*"
    r"|effizien\w*|produktivit\w*|effektivit\w*|qualität\w*|leistung\w*|erlebnis\w*|exzellenz"
    r"|efficacit\w*|qualité|eficien\w*|productividad|calidad)\b",
    re.IGNORECASE,
)
_WISH_ONLY = re.compile(
    r"(improve|improved|increase|better|boost|raise|enhance|optimi[sz]e|more|higher|overall|general|our|the|and|of|in|total"
    r"|verbesser\w*|steiger\w*|erhöh\w*|optimier\w*|mehr|bessere?|unsere?|die|der|und|améliorer|mejorar)",
    re.IGNORECASE,
)


def is_vague(text: str) -> bool:
    """Whether a goal or a KPI's name is a wish without anything to count, such as `Improve efficiency` (V1)."""
    if re.search(r"\d", text) or not _WISH.search(text):
        return False
    words = re.findall(r"\w+", text)
    return all(_WISH.fullmatch(word) or _WISH_ONLY.fullmatch(word) for word in words)
