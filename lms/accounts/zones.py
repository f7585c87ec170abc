"""Time zones as people choose them: the network's cities first, then the rest of the world by region."""

from collections import defaultdict
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from lms.common.times import ZONE_CITIES, known_zones, zone_city

REGIONS = {
    "America": _("Americas"),
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
Choices = list[tuple[str, list[tuple[str, str]]]]


@lru_cache(maxsize=1)
def _other_zones() -> dict[str, list[str]]:
    """Zones of the rest of the world by region; links such as ``US/Pacific`` have no region and are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for zone in known_zones():
        region = zone.split("/", 1)[0]
        if region in REGIONS and zone not in ZONE_CITIES:
            found[region].append(zone)
    return found


def zone_choices() -> Choices:
    """Grouped choices of a select, named by city in the active language and sorted by that name."""
    groups: Choices = [(str(_("Cities of the network")), _by_city(list(ZONE_CITIES)))]
    groups += [(str(name), _by_city(_other_zones()[region])) for region, name in REGIONS.items()]
    return groups


def _by_city(zones: list[str]) -> list[tuple[str, str]]:
    return sorted(((zone, zone_city(zone)) for zone in zones), key=lambda choice: choice[1].casefold())
