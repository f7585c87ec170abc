"""A cache that is away reads as an empty one."""

import os
import time

import pytest

from lms.common.caches import ForgivingRedisCache

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
