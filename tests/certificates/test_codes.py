"""The code: every single slip of the pen is caught before the database is asked."""

import pytest
from cryptography.exceptions import InvalidTag

from certificates import codes


def test_every_substitution_is_caught():
    caught = total = 0
    for _ in range(300):
        code = codes.new_code()
        for place, symbol in enumerate(code):
            for other in codes.ALPHABET.replace(symbol, ""):
                total += 1
                caught += not codes.is_whole(code[:place] + other + code[place + 1 :])

    assert (caught, total) == (148_800, 148_800)


def test_every_swap_of_neighbours_is_caught():
    caught = total = 0
    for _ in range(2_400):
        code = codes.new_code()
        for place in range(codes.SYMBOLS - 1):
            left, right = code[place], code[place + 1]
            if left != right:
                total += 1
                caught += not codes.is_whole(code[:place] + right + left + code[place + 2 :])

    assert total > 34_000
    assert caught == total


def test_one_in_thirty_two_random_strings_passes():
    import secrets

    passed = sum(
        codes.is_whole("".join(secrets.choice(codes.ALPHABET) for _ in range(codes.SYMBOLS))) for _ in range(20_000)
    )

    assert 450 < passed < 800  # 625 expected; five standard deviations


def test_codes_are_whole_and_differ():
    made = {codes.new_code() for _ in range(500)}

    assert len(made) == 500
    assert all(codes.is_whole(code) for code in made)


@pytest.mark.parametrize("spoil", [str.lower, codes.spaced, lambda c: " " + codes.spaced(c).replace("-", " ") + " "])
def test_read_code_forgives_how_it_is_typed(spoil):
    code = codes.new_code()

    assert codes.read_code(spoil(code)) == code


def test_read_code_forgives_letters_taken_for_figures():
    assert codes.read_code("iIlLoO") == "111100"


@pytest.mark.parametrize("typed", ["", "U" * 16, "0" * 15, "0" * 17, "ñ" * 16, "\x00", "0" * 5_000])
def test_what_is_no_code_is_not_whole(typed):
    assert not codes.is_whole(codes.read_code(typed))


def test_spaced_is_how_it_is_printed():
    assert codes.spaced("0123456789ABCDEF") == "0123-4567-89AB-CDEF"


def test_another_pepper_knows_another_key_and_opens_nothing(settings):
    code = codes.new_code()
    key, sealed = codes.lookup_key(code), codes.seal_code(code, award_ref="a")

    assert codes.unseal_code(sealed, award_ref="a") == code
    settings.CERTIFICATES_PEPPER = "another"
    assert codes.lookup_key(code) != key
    with pytest.raises(InvalidTag):
        codes.unseal_code(sealed, award_ref="a")
