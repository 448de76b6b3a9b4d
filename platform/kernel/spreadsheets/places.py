"""Columns by their letters and by their numbers, counted from 1."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def column_name(number: int) -> str:
    """The letters of a column: 28 is AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column: AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
