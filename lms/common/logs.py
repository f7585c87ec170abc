"""Logs as JSON lines. They carry ids and codes, never names, addresses or texts people typed."""

import json
import logging
import re
from typing import Any

# What follows these in an address is a secret of its holder; the framework itself logs paths of refused requests.
ADDRESSES_OF_SECRETS = r"/v/|/calendario/|/[a-z-]+/invitacion/|/[a-z-]+/contrasena/nueva/"
_SECRET_ADDRESS = re.compile(rf"({ADDRESSES_OF_SECRETS})[^?\s\"']+")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_VALUES_OF_ROWS = re.compile(r"(DETAIL:)[^\n]*")  # how PostgreSQL quotes the row that broke a constraint
# "message" and "asctime" are what another handler's formatter leaves on the record.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def without_codes(text: str) -> str:
    """``text`` with the secrets that stand in addresses left out: codes, feeds, invitations, new passwords."""
    return _SECRET_ADDRESS.sub(r"\1…", text)


def without_people(text: str) -> str:
    """``text`` also without mail addresses and without values of rows, which errors of others quote."""
    return _MAIL_ADDRESS.sub("…@…", _VALUES_OF_ROWS.sub(r"\1 …", without_codes(text)))


class JsonFormatter(logging.Formatter):
    """One JSON object a line; control characters cannot break a line (log injection)."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
        }
        for key, value in vars(record).items():
            if key not in _STANDARD and key != "request":
                entry[key] = without_people(value) if isinstance(value, str) else value
        if record.exc_info:
            entry["trace"] = without_people(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=True, default=str)
