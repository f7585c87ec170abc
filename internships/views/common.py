"""Finding what an address names, for whom it exists."""

from django.shortcuts import get_object_or_404

from internships.enums import Party
from internships.models import Call, HostOffer, Placement
from internships.permissions import get_parties
from lms.accounts.http import AuthenticatedRequest


def find_placement(request: AuthenticatedRequest, placement_id: str) -> Placement:
    placements = Placement.objects.visible_to(request.user).select_related(
        "call", "person", "office__country", "offer__office__country"
    )
    return get_object_or_404(placements, public_id=placement_id)


def find_call(request: AuthenticatedRequest, call_id: str) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user), public_id=call_id)


def find_offer(request: AuthenticatedRequest, offer_id: str) -> HostOffer:
    return get_object_or_404(HostOffer.objects.visible_to(request.user).select_related("call"), public_id=offer_id)


def is_intern(request: AuthenticatedRequest, placement: Placement) -> bool:
    return Party.INTERN in get_parties(request.user, placement)
