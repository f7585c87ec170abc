"""A state as the screen says it: a word and a tone, never a colour alone."""

from dataclasses import dataclass

from workshops.enums import EditionState, EnrolmentState


@dataclass(frozen=True, slots=True)
class Badge:
    label: str
    tone: str


EDITION_TONES = {
    EditionState.DRAFT: "quiet",
    EditionState.OPEN: "info",
    EditionState.RUNNING: "soon",
    EditionState.CLOSED: "quiet",
    EditionState.CANCELLED: "refused",
}
ENROLMENT_TONES = {
    EnrolmentState.APPLIED: "soon",
    EnrolmentState.NOMINATED: "soon",
    EnrolmentState.ALTERNATE: "info",
    EnrolmentState.ENROLLED: "done",
    EnrolmentState.DECLINED: "quiet",
    EnrolmentState.LAPSED: "quiet",
    EnrolmentState.WITHDRAWN: "quiet",
    EnrolmentState.COMPLETED: "done",
    EnrolmentState.NOT_COMPLETED: "refused",
}


def edition_badge(state: str) -> Badge:
    known = EditionState(state)
    return Badge(str(known.label), EDITION_TONES[known])


def enrolment_badge(state: str) -> Badge:
    known = EnrolmentState(state)
    return Badge(str(known.label), ENROLMENT_TONES[known])
