"""A cache that is allowed to be away: pages get slower without it, none fails."""

import functools
import hmac
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger("aula.cache")


def forgiving(method: Callable[..., Any], answer: Any = None) -> Callable[..., Any]:
    """``method``, but without a server it gives ``answer``: what an empty cache would say."""

    @functools.wraps(method)
    def wrapped(self: RedisCacheClient, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except RedisError as problem:
            log.warning("cache unreachable", extra={"problem": type(problem).__name__})
            return answer

    return wrapped


class ForeignValue(RedisError):
    """Something in the cache that we did not put there."""


class SignedSerializer(RedisSerializer):
    """Values under our signature: the framework keeps Python objects, which run code when somebody else wrote them.

    Figures stay bare, as Redis itself counts with them.
    """

    SIZE = 32

    @staticmethod
    def sign(data: bytes) -> bytes:
        return hmac.digest(f"caches:{settings.SECRET_KEY}".encode(), data, "sha256")

    def dumps(self, obj: Any) -> Any:
        data = super().dumps(obj)
        return data if isinstance(data, int) else self.sign(data) + data

    def loads(self, data: Any) -> Any:
        try:
            return int(data)
        except ValueError:
            signature, content = data[: self.SIZE], data[self.SIZE :]
        if not hmac.compare_digest(signature, self.sign(content)):
            raise ForeignValue("not signed by us")
        return super().loads(content)


class ForgivingClient(RedisCacheClient):
    """Answers at once when the server is away: the library's own three retries would hold a page for seconds."""

    def __init__(self, servers: Any, **options: Any) -> None:
        super().__init__(servers, **{"retry": Retry(NoBackoff(), 0), "serializer": SignedSerializer, **options})

    add = forgiving(RedisCacheClient.add, True)
    set = forgiving(RedisCacheClient.set)
    touch = forgiving(RedisCacheClient.touch, False)
    delete = forgiving(RedisCacheClient.delete, False)
    has_key = forgiving(RedisCacheClient.has_key, False)
    get_many = forgiving(RedisCacheClient.get_many, {})
    set_many = forgiving(RedisCacheClient.set_many)
    delete_many = forgiving(RedisCacheClient.delete_many)
    _get = forgiving(RedisCacheClient.get)

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._get(key, None)
        return default if found is None else found


class ForgivingRedisCache(RedisCache):
    """Redis as Django has it, but an unreachable server reads as an empty cache and forgets what it is told."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
