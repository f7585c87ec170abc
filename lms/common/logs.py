"""Logs as JSON lines. They carry ids and codes, never names, addresses or texts people typed."""

import json
import logging
import re
from typing import Any

# What follows these in an address is a secret of its holder; the framework itself logs paths of refused requests.
ADDRESSES_OF_SECRETS = r"/v/|/calendario/|/[a-z-]+/invitacion/|/[a-z-]+/contrasena/nueva/"
_SECRET_ADDRESS = re.compile(rf"({ADDRESSES_OF_SECRETS})[^?\s\"']+")
# "message" and "asctime" are what another handler's formatter leaves on the record.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def without_codes(text: str) -> str:
    """``text`` with the secrets that stand in addresses left out: codes, feeds, invitations, new passwords."""
    return _SECRET_ADDRESS.sub(r"\1…", text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line; control characters cannot break a line (log injection)."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_codes(record.getMessage()),
        }
        entry.update({key: value for key, value in vars(record).items() if key not in _STANDARD and key != "request"})
        if record.exc_info:
            entry["trace"] = without_codes(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=True, default=str)
