"""The main job, end to end, through HTTP with a real server, worker and scheduler."""

import email
import email.policy
import hashlib
import re
import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path

import pytest
import requests

from tests.journeys.running import Platform
from tests.journeys.visitor import PASSWORD, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

NEWCOMER = {
    "office": "MP-GT",
    "email": "nueva.fiscal@example.org",
    "given": "Ixmucané Zoila",
    "family": "Kʼutʼ Güisnay",
}
CERTIFIED = "Ixmucané Zoila Kʼutʼ Güisnay"
SESSION_SECONDS = 62  # a certificate counts whole minutes


def accounts(platform: Platform) -> dict[str, tuple[str, str]]:
    found = {}
    for line in (platform.folder / "demo-accounts.txt").read_text().splitlines():
        match = re.fullmatch(r"(.+?)\s+(\S+@\S+)\s+(\S+)", line)
        if match:
            found[match[1].strip()] = (match[2], match[3])
    return found


def mails_to(platform: Platform, address: str) -> list[email.message.EmailMessage]:
    """What lies in the demonstration's post office for that address, oldest first."""
    found = []
    for path in sorted((platform.folder / "mail").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if message["To"] == address:
            found.append(message)
    return found


def link_in(message: email.message.EmailMessage) -> str:
    text = message.get_body(("plain",)).get_content()
    found = re.search(r"http://localhost:\d+(/\S+)", text)
    assert found, text
    return found[1]


def nominate(visitor: Visitor, edition: str, name: str, kind: str = "IN_PERSON") -> Visitor:
    visitor.go(f"/es/ediciones/{edition}/nominar/")
    people = visitor.choices("person")
    person = next(value for label, value in people.items() if name in label)
    return visitor.submit("Nominar", person=person, modality=kind)


def attend(visitor: Visitor, session: str, until: datetime) -> None:
    """Enter the practice room with the page's token and say every second that one is still there."""
    visitor.go(f"/es/sesiones/{session}/sala/")
    room = visitor.page.find(attrs={"data-practice-room": True})
    assert room is not None, visitor.text
    body = {"room": room["data-room"], "token": room["data-token"], "seat": ""}
    answer = requests.post(f"{visitor.base}/live/practice/enter", json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    body["seat"] = answer.json()["seat"]
    while time.time() < until.timestamp():
        time.sleep(1)
        requests.post(f"{visitor.base}/live/practice/heartbeat", json=body, timeout=10)
    requests.post(f"{visitor.base}/live/practice/leave", json=body, timeout=10)


def answer_quiz(visitor: Visitor, edition: str, answers: dict[str, list[str]]) -> None:
    """One question to a page; the stem tells which texts are right."""
    visitor.go(f"/es/ediciones/{edition}/evaluacion/").submit("Empezar")
    for _ in range(len(answers)):
        stem = next(stem for stem in answers if stem in visitor.text)
        options = visitor.choices("option")
        value = next(value for label, value in options.items() if any(right in label for right in answers[stem]))
        visitor.submit("Guardar", option=value)
    visitor.submit("Entregar")


def test_from_a_nomination_to_a_verified_certificate(platform: Platform, tmp_path: Path) -> None:
    edition = platform.ask("open_edition")["edition"]
    platform.ask("register_newcomer", **NEWCOMER)
    people = accounts(platform)
    contact_point = Visitor(platform.base).sign_in(*people["contact point"])

    # --- nominations: two seats, the third is refused with the offer of a place in the line
    nominate(contact_point, edition, NEWCOMER["family"])
    assert contact_point.status == 200
    contact_point.go(f"/es/ediciones/{edition}/nominar/")
    others = [name for name in contact_point.choices("person") if NEWCOMER["family"] not in name]
    nominate(contact_point, edition, others[0])
    nominate(contact_point, edition, others[1])
    assert contact_point.status == 409
    assert "El cupo de su oficina ya está completo (2 de 2)" in contact_point.text
    contact_point.submit("Registrar la suplencia")
    assert contact_point.status == 200
    assert platform.ask("count", edition=edition)["states"] == ["ALTERNATE", "NOMINATED", "NOMINATED"]

    # --- the invitation reaches the nominated person, who opens an account and accepts under the name to be certified
    invitation = platform.wait_for(
        lambda: mails_to(platform, NEWCOMER["email"]), seconds=30, what="the invitation is sent"
    )[0]
    assert "Güisnay" not in invitation.as_string()
    newcomer = Visitor(platform.base).go(link_in(invitation))
    newcomer.submit("Abrir mi cuenta", password1=PASSWORD, password2=PASSWORD)
    if "/inscripciones/" not in newcomer.response.url:
        newcomer.go("/es/escritorio/").follow("Responder a la nominación")
    newcomer.submit("Aceptar", certificate_name=CERTIFIED)
    assert platform.ask("count", edition=edition)["states"] == ["ALTERNATE", "ENROLLED", "NOMINATED"]

    # --- the invitation cannot be used twice
    stale = Visitor(platform.base).go(link_in(invitation))
    assert stale.page.find("input", {"type": "password"}) is None or "/entrar/" in stale.response.url

    # --- the session: on the desk, entered by token, presence told in the video server's own format
    held = platform.ask("hold_session", edition=edition, starts_in=1, seconds=SESSION_SECONDS)
    newcomer.go("/es/escritorio/")
    assert "está abierta" in newcomer.text
    attend(newcomer, held["session"], datetime.fromisoformat(held["ends_at"]))

    # --- the lessons, then the assessment
    newcomer.go(f"/es/ediciones/{edition}/lecciones/")
    first = newcomer.response.url
    assert "/lecciones/a1-01/" in first
    newcomer.submit("continuar")
    assert newcomer.response.url != first
    answer_quiz(newcomer, edition, platform.ask("right_answers", edition=edition))
    assert "100" in newcomer.text

    # --- completion, award, document
    platform.wait_for(
        lambda: platform.ask("count", edition=edition)["artifacts"],
        seconds=60,
        what="the document is signed and stored",
    )
    stands = platform.ask("count", edition=edition)
    assert stands["states"] == ["ALTERNATE", "COMPLETED", "NOMINATED"]
    assert len(stands["awards"]) == len(stands["artifacts"]) == 1
    newcomer.go("/es/certificados/").follow("Descargar")
    document = newcomer.response.content
    assert newcomer.response.headers["Content-Type"] == "application/pdf"
    assert hashlib.sha256(document).hexdigest() == stands["artifacts"][0]
    path = tmp_path / "certificado.pdf"
    path.write_bytes(document)
    text = check_document(path)

    # --- anybody verifies; the page names nobody
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", text)
    assert code, text
    anyone = Visitor(platform.base).go(f"/v/{code[0]}")
    assert anyone.status == 200
    assert "válid" in anyone.text.lower()
    for secret in ("Ixmucané", "Güisnay", "Guatemala", "MP-GT"):
        assert secret not in anyone.response.text
    assert Visitor(platform.base).go("/v/0000-0000-0000-0000").status == 404

    # --- nothing is left owed
    platform.wait_for(
        lambda: sum(platform.ask("unfinished")[what] for what in ("events", "mails", "awards")) == 0,
        seconds=60,
        what="nothing is owed any more",
    )


def check_document(path: Path) -> str:
    """The signature stands and covers the whole document; the text names the holder. Answers the text."""
    if shutil.which("pdfsig"):
        told = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in told, told
        assert "Total document signed" in told, told
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed: the document was signed, its text was not read")
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "Güisnay" in text
    return text
