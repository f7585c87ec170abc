"""A cache that is away reads as an empty one."""

import os
import time

import pytest
from django.core.cache.backends.redis import RedisSerializer

from lms.common.caches import ForeignValue, ForgivingRedisCache, SignedSerializer

AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture
def away() -> ForgivingRedisCache:
    return ForgivingRedisCache(AWAY, {"OPTIONS": {"socket_connect_timeout": 0.5}})


@pytest.fixture
def there() -> ForgivingRedisCache:
    url = os.environ.get("REDIS_URL")
    if not url:
        pytest.skip("no REDIS_URL")
    cache = ForgivingRedisCache(url, {"KEY_PREFIX": f"aula-test-{os.getpid()}"})
    yield cache
    cache.delete_many(["a", "b", "n"])


def test_unreachable_cache_is_empty_and_forgets(away):
    started = time.monotonic()

    away.set("a", 1)
    away.set_many({"a": 1, "b": 2})
    away.delete("a")
    away.delete_many(["a"])

    assert away.get("a") is None
    assert away.get("a", "otherwise") == "otherwise"
    assert away.get_many(["a", "b"]) == {}
    assert away.add("a", 1) is True  # as if it were new: a lock that protects nothing must not stop everything
    assert away.has_key("a") is False
    assert away.touch("a") is False
    assert time.monotonic() - started < 2  # nobody waits for retries


def test_unreachable_cache_is_said_in_the_log(away, caplog):
    away.get("a")

    assert [(record.name, record.message) for record in caplog.records] == [("aula.cache", "cache unreachable")]


def test_reachable_cache_keeps_things(there):
    there.set("a", {"b": [1]}, 30)

    assert there.get("a") == {"b": [1]}
    assert there.get("b", "otherwise") == "otherwise"
    assert there.add("a", 2) is False
    assert there.get_many(["a", "b"]) == {"a": {"b": [1]}}
    there.set("n", 0, 30)
    assert there.get("n", 5) == 0


SEEN: list[str] = []


def act() -> str:
    SEEN.append("acted")
    return "read"


class Hostile:
    """A value that acts when it is read."""

    def __reduce__(self):
        return act, ()


@pytest.mark.parametrize("value", [{"b": [1]}, "12", b"\x00", True, None, 0, -7])
def test_what_we_kept_comes_back(value):
    serializer = SignedSerializer()
    kept = serializer.dumps(value)

    assert serializer.loads(str(kept).encode() if type(kept) is int else kept) == value


@pytest.mark.parametrize(
    "change", [lambda kept: kept[32:], lambda kept: b"0" * 32 + kept[32:], lambda kept: kept[:-1] + b"!"]
)
def test_what_somebody_else_kept_is_never_opened(change):
    kept = SignedSerializer().dumps(Hostile())

    with pytest.raises(ForeignValue):
        SignedSerializer().loads(change(kept))
    assert SEEN == []


def test_control_the_frameworks_own_would_open_it():
    RedisSerializer().loads(RedisSerializer().dumps(Hostile()))

    assert SEEN == ["acted"]
    SEEN.clear()


def test_another_key_signs_otherwise(settings):
    kept = SignedSerializer().dumps(["x"])
    settings.SECRET_KEY = "another key of this installation, long enough to be one"

    with pytest.raises(ForeignValue):
        SignedSerializer().loads(kept)


def test_foreign_value_reads_as_absent(there):
    there._cache.get_client(write=True).set(there.make_key("a"), RedisSerializer().dumps({"b": 1}))

    assert there.get("a", "otherwise") == "otherwise"
    assert there.get_many(["a"]) == {}
