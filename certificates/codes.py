"""Verification codes: 75 random bits in Crockford's alphabet and a check symbol over GF(32).

A code is a secret of its holder. The database finds it by a keyed hash and keeps it only sealed, for the printed
document and for the holder's own screen.
"""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 16
GROUP = 4
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "\N{EN DASH}": None, "\u2011": None})
_PRIMITIVE = 0b100101  # x^5 + x^2 + 1
_LONGEST_TYPED = 64


def _powers() -> tuple[tuple[int, ...], tuple[int, ...]]:
    exponents, logarithms, value = [0] * 62, [0] * 32, 1
    for power in range(31):
        exponents[power] = exponents[power + 31] = value
        logarithms[value] = power
        value <<= 1
        if value & 0b100000:
            value ^= _PRIMITIVE
    return tuple(exponents), tuple(logarithms)


_EXP, _LOG = _powers()


def _syndrome(values: list[int]) -> int:
    """Zero for a whole code: each place weighs another power of α, so one changed or two swapped symbols show."""
    total = 0
    for place, value in enumerate(values):
        if value:
            total ^= _EXP[_LOG[value] + place]
    return total


def _check_symbol(values: list[int]) -> int:
    """The symbol in the last place that brings the syndrome to zero."""
    rest = _syndrome(values)
    return _EXP[(_LOG[rest] - (SYMBOLS - 1)) % 31] if rest else 0


def new_code() -> str:
    """Sixteen symbols without separators, fifteen of them random."""
    values = [secrets.randbelow(32) for _ in range(SYMBOLS - 1)]
    return "".join(ALPHABET[value] for value in [*values, _check_symbol(values)])


def read_code(typed: str) -> str:
    """``typed`` as symbols only: case, spaces, hyphens and the letters I, L, O are forgiven. It may be no code."""
    return typed[:_LONGEST_TYPED].upper().translate(_READ_AS)


def is_whole(code: str) -> bool:
    """Whether ``code`` (as ``read_code`` gives it) has the right length, letters and check symbol."""
    if len(code) != SYMBOLS or not set(code) <= _VALUES.keys():
        return False
    return _syndrome([_VALUES[symbol] for symbol in code]) == 0


def spaced(code: str) -> str:
    """``XXXX-XXXX-XXXX-XXXX``, as it is printed and as it stands in addresses."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def lookup_key(code: str) -> str:
    """The keyed hash under which the database knows ``code``; useless without the pepper."""
    return hmac.new(settings.CERTIFICATES_PEPPER.encode(), code.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _sealing_key(pepper: str) -> bytes:
    # From the pepper, which never changes, and not from SECRET_KEY, which may: an award waiting for its document
    # must still find its code after a rotation.
    return HKDF(SHA256(), 32, salt=None, info=b"aula certificates code").derive(pepper.encode())


def seal_code(code: str, *, award_ref: str) -> str:
    """``code`` encrypted for the row of ``award_ref``; moved to another row it does not open."""
    nonce = os.urandom(12)
    cipher = AESGCM(_sealing_key(settings.CERTIFICATES_PEPPER)).encrypt(nonce, code.encode(), award_ref.encode())
    return urlsafe_b64encode(nonce + cipher).decode()


def unseal_code(sealed: str, *, award_ref: str) -> str:
    """The code that was sealed for ``award_ref``; raises when the pepper or the row is another."""
    raw = urlsafe_b64decode(sealed)
    key = AESGCM(_sealing_key(settings.CERTIFICATES_PEPPER))
    return key.decrypt(raw[:12], raw[12:], award_ref.encode()).decode()
