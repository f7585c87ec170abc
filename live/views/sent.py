"""What a page was sent, as a text that any database takes."""


def plain(value: str, length: int = 20) -> str:
    """What was sent, without the null characters that PostgreSQL refuses, and no longer than anything of ours is."""
    return value.replace("\x00", "")[:length]
