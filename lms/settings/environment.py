"""Reading an installation's settings from the environment: what is missing or makes no sense is said all at once."""

import os
import re
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import yaml
from django.core.exceptions import ImproperlyConfigured

PROVIDER_TEXTS = ("code", "name", "office", "issuer", "client_id")
PROVIDER_WORDS = {*PROVIDER_TEXTS, "secret_file", "domains", "second_factor"}
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_elsewhere(address: SplitResult) -> bool:
    """Whether it names another machine: not a file, a socket or this one."""
    return bool(address.hostname) and address.hostname not in {"localhost", "127.0.0.1", "::1"}


class Environment:
    """Hands out values and gathers problems; ``check`` raises with every one of them, one sentence a line."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def text(self, name: str, meaning: str, *, default: str | None = None) -> str:
        """A required text, or one with a default."""
        value = self.variables.get(name, "").strip() or default
        if value is None:
            self.problems.append(f"{name} is missing: {meaning}.")
        return value or ""

    def secret(self, name: str, meaning: str, *, length: int) -> str:
        """A required secret that cannot be guessed."""
        value = self.text(name, f"{meaning} (at least {length} random characters)")
        if value and (len(value) < length or len(set(value)) < 10):
            self.problems.append(f"{name} is too easy to guess: give at least {length} random characters.")
        return value

    def url(self, name: str, meaning: str, *, schemes: tuple[str, ...], default: str | None = None) -> str:
        """A required address with one of these schemes."""
        value = self.text(name, meaning, default=default)
        if value and urlsplit(value).scheme not in schemes:
            self.problems.append(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
            return ""
        return value

    def parts(self, name: str, value: str) -> SplitResult:
        """``value`` taken apart; an impossible port is a problem of ``name``."""
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            self.problems.append(f"{name} holds a port that is not a number.")
            return urlsplit("")
        return parts

    def number(self, name: str, *, default: int, low: int, high: int) -> int:
        """A whole number in a range."""
        value = self.variables.get(name, "").strip() or str(default)
        if not value.isdecimal() or not low <= int(value) <= high:
            self.problems.append(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
            return default
        return int(value)

    def secret_file(self, name: str, meaning: str) -> Path:
        """A file that exists and that only its owner may read."""
        path = Path(self.text(name, meaning))
        return self._secret_path(name, path) if path != Path() else path

    def secret_files(self, name: str, meaning: str) -> list[Path]:
        """Any number of such files, with commas."""
        paths = [path.strip() for path in self.text(name, meaning, default="").split(",")]
        return [self._secret_path(name, Path(path)) for path in paths if path]

    def office_providers(self, name: str) -> list[dict[str, Any]]:
        """The identity providers of offices in a YAML file; none when no file is named."""
        text = self.text(name, "file that names the identity providers of offices", default="")
        if not text:
            return []
        path = Path(text)
        try:
            told = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError, UnicodeDecodeError):
            self.problems.append(f"{name} names a file that cannot be read as YAML: {path}.")
            return []
        if not isinstance(told, list) or not all(isinstance(provider, dict) for provider in told):
            self.problems.append(f"{name} must hold a list of providers.")
            return []
        found = [self._office_provider(f"{name}, provider {place}", row) for place, row in enumerate(told, start=1)]
        for word in ("code", "office"):
            self.refuse_if(len({row[word] for row in found}) < len(found), f"{name}: two providers have one {word}.")
        domains = [domain for row in found for domain in row["domains"]]
        self.refuse_if(len(set(domains)) < len(domains), f"{name}: a domain stands twice.")
        return found

    def _office_provider(self, where: str, told: dict[str, Any]) -> dict[str, Any]:
        for word in sorted(set(told) - PROVIDER_WORDS):
            self.problems.append(f"{where}: {word!r} is no word of a provider.")
        row: dict[str, Any] = {word: str(told.get(word) or "") for word in PROVIDER_TEXTS}
        for word, value in row.items():
            self.refuse_if(not value, f"{where}: {word} is missing.")
        self.refuse_if(not CODE.fullmatch(row["code"]), f"{where}: code is small letters, digits and hyphens.")
        self.refuse_if(urlsplit(row["issuer"]).scheme != "https", f"{where}: issuer must begin with https://.")
        for word in ("domains", "second_factor"):
            words = told.get(word) or []
            is_list = isinstance(words, list) and all(isinstance(entry, str) and entry.strip() for entry in words)
            self.refuse_if(not is_list, f"{where}: {word} is a list of words.")
            row[word] = [entry.strip() for entry in words] if is_list else []
        row["domains"] = [domain.lower() for domain in row["domains"]]
        self.refuse_if(not row["domains"], f"{where}: domains names at least one.")
        self.refuse_if(any("@" in domain for domain in row["domains"]), f"{where}: a domain has no @.")
        secret = self._secret_path(where, Path(str(told.get("secret_file") or "-")))
        row["secret"] = secret.read_text(encoding="utf-8").strip() if secret.is_file() else ""
        self.refuse_if(secret.is_file() and not row["secret"], f"{where}: secret_file is empty.")
        return row

    def command(self, name: str, meaning: str) -> list[str]:
        """A program with its arguments, to be run without a shell; none when nothing is given."""
        try:
            words = shlex.split(self.text(name, meaning, default=""))
        except ValueError:
            self.problems.append(f"{name} has a quotation mark that is not closed.")
            return []
        if words and not (Path(words[0]).is_absolute() and os.access(words[0], os.X_OK)):
            self.problems.append(f"{name} must begin with the absolute path of a program: {words[0]}.")
        return words

    def _secret_path(self, name: str, path: Path) -> Path:
        if not path.is_file():
            self.problems.append(f"{name} names a file that is not there: {path}.")
        elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            self.problems.append(f"{name} names a file that others may read: chmod 600 {path}.")
        return path

    def folder(self, name: str, meaning: str, *, default: Path | None = None) -> Path:
        """A folder that exists and can be written."""
        path = Path(self.text(name, meaning, default=str(default) if default else None))
        if path == Path():
            return path
        if not path.is_dir():
            self.problems.append(f"{name} names a folder that is not there: {path}.")
        elif not os.access(path, os.W_OK):
            self.problems.append(f"{name} names a folder that cannot be written: {path}.")
        return path

    def refuse_if(self, is_wrong: bool, sentence: str) -> None:
        """Note ``sentence`` as a problem when ``is_wrong``."""
        if is_wrong:
            self.problems.append(sentence)

    def check(self) -> None:
        """Raise when anything was wrong."""
        if self.problems:
            lines = "\n".join(f"  - {problem}" for problem in self.problems)
            raise ImproperlyConfigured(f"The settings of this installation are not complete:\n{lines}")
