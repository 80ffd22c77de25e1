"""The password hash of an installation, not of the tests."""

from argon2 import Type
from argon2.profiles import RFC_9106_LOW_MEMORY

from console.staff.service import HASHER

REAL = HASHER  # bound before the tests put a cheap one in its place


def test_s28_passwords_are_hashed_with_argon2id_when_a_product_runs() -> None:
    assert REAL.type is Type.ID
    assert REAL.memory_cost >= RFC_9106_LOW_MEMORY.memory_cost
    assert REAL.time_cost >= RFC_9106_LOW_MEMORY.time_cost
