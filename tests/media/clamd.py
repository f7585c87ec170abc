"""A stand-in for clamd that speaks its protocol: INSTREAM in, one verdict out. It knows one virus, EICAR's test."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Handler(socketserver.StreamRequestHandler):
    answer = b""  # in place of a verdict

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        verdict = b"stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"stream: OK"
        self.wfile.write((self.answer or verdict) + b"\0")


@contextmanager
def clamd(path: str, answer: bytes = b"") -> Iterator[None]:
    handler = type("Handler", (Handler,), {"answer": answer})
    with socketserver.ThreadingUnixStreamServer(path, handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
