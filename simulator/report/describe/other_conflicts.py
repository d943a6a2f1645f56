"""Description of a conflict to which the article does not refer: without its paragraphs."""

import re

# "(P4, P10)" and "(P7-P10)" with the space before
CITATION = re.compile(r"\s*\(P\d+(?:(?:, |-)P\d+)*\)")
LEADER = re.compile(r"\bthe leader\b")


def without_article(value):
    """Facts without citations of the article's paragraphs, in the words of any conflict."""
    if isinstance(value, dict):
        return {
            key: [] if key in ("paragraphs", "patterns") else without_article(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(without_article(item) for item in value)
    if isinstance(value, str):
        return LEADER.sub("the head of state", CITATION.sub("", value))
    return value
