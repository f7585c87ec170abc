"""What a page may ask of the browser (Permissions-Policy). Whatever is not granted is refused, by name."""

POWERS = (
    "camera", "microphone", "display-capture", "geolocation", "payment", "usb", "accelerometer", "autoplay",
    "browsing-topics", "clipboard-read", "clipboard-write", "encrypted-media", "fullscreen",
    "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "midi",
    "otp-credentials", "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get",
    "screen-wake-lock", "serial", "storage-access", "window-management", "xr-spatial-tracking",
)  # fmt: skip
# Passkeys at the sign-in, a recording seen large, a code copied: harmless without another's page in ours.
OWN = ("autoplay", "clipboard-write", "fullscreen", "publickey-credentials-create", "publickey-credentials-get")


def permissions_policy(*granted: str, origin: str = "") -> str:
    """The header's value; ``granted`` are for our own pages too, and with ``origin`` for a frame of that origin."""
    grantees = f'(self "{origin}")' if origin else "(self)"
    return ", ".join(
        f"{power}={grantees if power in granted else '(self)' if power in OWN else '()'}" for power in POWERS
    )
