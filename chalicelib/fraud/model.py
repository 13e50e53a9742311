"""What a merchant's name may be."""

from chalicelib.kernel.folding import looks
from chalicelib.kernel.text import check_line


def check_merchant(merchant: str) -> None:
    """Raises ValueError, in words for people, for a name that nothing could be compared with."""
    check_line(merchant)
    looks(merchant)


def is_comparable(merchant: str) -> bool:
    """Whether there is anything in the name to compare. Messages come from elsewhere than our routes, too."""
    try:
        looks(merchant)
    except ValueError:
        return False
    return True
