"""Whatever comes from outside gets an answer or a named problem, within a second and 200 MB."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.limits import TookTooLong, within_limits
from tests.fuzz.mutations import WORDS, altered
from tests.fuzz.readers import READERS
from tests.fuzz.seeds import seeds

_TEXTS = st.text(max_size=40) | st.sampled_from(WORDS)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_TEXTS, inner, max_size=5),
    max_leaves=20,
)
_SETTINGS = {
    "deadline": None,  # the limits of each input are stricter, and count no other work
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


def _written(value: Any) -> bytes:
    return json.dumps(value).encode()


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Bytes, texts and values of any kind; above all, good inputs with something altered."""
    ending = READERS[name].ending
    return st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode(errors="surrogatepass")),
        _VALUES.map(_written),
        *[
            st.builds(
                altered,
                st.sampled_from(seeds(name)),
                st.just(ending),
                st.builds(Random, st.integers()),
            )
        ]
        * 3,
    )


def check(name: str, data: bytes) -> None:
    with within_limits():
        READERS[name].read(data)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=25, **_SETTINGS)
@given(data=st.data())
def test_any_input_gets_an_answer_or_a_named_problem(name: str, data: st.DataObject) -> None:
    check(name, data.draw(inputs(name)))


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", READERS)
@settings(max_examples=1_000, **_SETTINGS)
@given(data=st.data())
def test_thousands_of_inputs_get_an_answer(name: str, data: st.DataObject) -> None:
    check(name, data.draw(inputs(name)))


@pytest.mark.parametrize("name", READERS)
def test_what_inputs_are_made_from_is_read(name: str) -> None:
    assert seeds(name)
    for seed in seeds(name):
        check(name, seed)


# ── The limits themselves ────────────────────────────────────────────────────────────────────


def never_end() -> None:
    while True:
        pass


def test_what_never_ends_is_stopped() -> None:
    with pytest.raises(TookTooLong), within_limits(seconds=0.05):
        never_end()


def test_what_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(MemoryError), within_limits(most=50_000_000):
        bytearray(100_000_000)


def test_the_limits_are_gone_afterwards() -> None:
    with within_limits(most=50_000_000):
        pass
    assert len(bytearray(100_000_000)) == 100_000_000
