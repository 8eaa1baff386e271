"""What makes a text read as something else than Swedish set by a typographer."""

import re
from typing import Final

PATTERNS: Final = {
    r" - ": "a dash is –",
    r"\d\s*-\s*\d": "between numbers –, without spaces",
    r"\d – \d": "no spaces around – between numbers",
    r"  ": "two spaces",
    r"\n": "a line break",
    r"\b\d{1,3} \d{3}\b": "a hard space between thousands",
    r"\.\.": "two full stops",
}
ENGLISH: Final = frozenset(
    ("the", "and", "of", "with", "share", "rate", "born", "employment", "foreign", "native", "years", "age", "survey", "school")
)


def faults_of_typography(text: str) -> list[str]:
    """What is wrong with a text, in words; empty where nothing is."""
    faults = [words for pattern, words in PATTERNS.items() if re.search(pattern, text)]
    english = sorted(ENGLISH & set(re.findall(r"\w+", text.lower())))
    return faults + [f"English: {word}" for word in english]
