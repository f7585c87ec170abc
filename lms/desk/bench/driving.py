"""A small load driver: so many clients, each asking again as soon as it was answered, over kept connections."""

import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import SplitResult

READ = 65_536


@dataclass(slots=True)
class Drive:
    """What the clients of one run saw."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    body_bytes: int = 0  # of the last answer, as it was sent (zipped)

    @property
    def requests(self) -> int:
        return len(self.milliseconds)

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Connection:
    """One client's kept connection."""

    def __init__(self, base: SplitResult, path: str, cookie: str) -> None:
        self.address = (base.hostname or "localhost", base.port or 80)
        lines = [f"GET {path} HTTP/1.1", f"Host: {base.netloc}", "Accept-Encoding: gzip", "Accept-Language: es"]
        if cookie:
            lines.append(f"Cookie: {cookie}")
        self.request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.socket: socket.socket | None = None
        self.rest = b""

    def ask(self) -> tuple[int, int]:
        """Status and length of the body of one answer."""
        if self.socket is None:
            self.socket, self.rest = socket.create_connection(self.address, timeout=30), b""
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(self.request)
        head, separator, body = self.rest.partition(b"\r\n\r\n")
        while not separator:
            self.rest += self._read()
            head, separator, body = self.rest.partition(b"\r\n\r\n")
        headers = head.lower()
        length = int(headers.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
        while len(body) < length:
            body += self._read()
        self.rest = body[length:]
        if b"connection: close" in headers:
            self.close()
        return int(head[9:12]), length

    def _read(self) -> bytes:
        data = self.socket.recv(READ) if self.socket else b""
        if not data:
            raise ConnectionError("The server hung up in the middle of an answer.")
        return data

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.socket = None


def drive(base: SplitResult, path: str, *, cookie: str = "", clients: int = 8, seconds: float = 5.0) -> Drive:
    """Ask for ``path`` from ``clients`` at once for that long."""
    result = Drive()
    lock = threading.Lock()
    started = time.perf_counter()
    ends = started + seconds

    def run() -> None:
        connection = Connection(base, path, cookie)
        times, statuses, length = [], Counter[int](), 0
        while (before := time.perf_counter()) < ends:
            try:
                status, length = connection.ask()
            except OSError:
                status = 0
                connection.close()
            times.append((time.perf_counter() - before) * 1000)
            statuses[status] += 1
        connection.close()
        with lock:
            result.milliseconds += times
            result.statuses += statuses
            result.body_bytes = length

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - started
    return result
