"""The hash chain: what binds a fact, and what lets its personal part be forgotten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regulars.kit import chain

values = st.lists(st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.text()), max_size=6)
salts = st.binary(min_size=chain.SALT_BYTES, max_size=chain.SALT_BYTES)


@given(salts, values, values)
def test_a_commitment_binds_one_personal_part_only(salt: bytes, one: list, other: list) -> None:  # type: ignore[type-arg]
    same = chain.canonical(one) == chain.canonical(other)
    assert (chain.commitment(salt, one) == chain.commitment(salt, other)) is same


@given(values)
def test_without_its_salt_a_commitment_is_no_plain_hash_of_the_person(personal: list) -> None:  # type: ignore[type-arg]
    assert chain.commitment(bytes(16), personal) != chain.commitment(b"\x01" + bytes(15), personal)


@given(salts, values, st.integers(1, 2**62))
def test_a_link_depends_on_everything_in_it_and_before_it(salt: bytes, public: list, seq: int) -> None:  # type: ignore[type-arg]
    bound = chain.commitment(salt, ["a"])
    link = chain.link(chain.GENESIS, seq, public, bound)
    assert link != chain.link(b"\x01" * 32, seq, public, bound)
    assert link != chain.link(chain.GENESIS, seq + 1, public, bound)
    assert link != chain.link(chain.GENESIS, seq, [*public, None], bound)
    assert link != chain.link(chain.GENESIS, seq, public, chain.commitment(salt, ["b"]))


def test_the_order_of_keys_in_an_object_says_nothing() -> None:
    assert chain.canonical([{"b": 1, "a": [2]}]) == chain.canonical([{"a": [2], "b": 1}])
