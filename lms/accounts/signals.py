"""What rooms above must do for accounts: this floor knows neither mail nor records."""

from django.dispatch import Signal

# user: User | None (None for an address nobody has), language: str, at: datetime
password_reset_asked = Signal()
