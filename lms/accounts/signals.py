"""What rooms above must do for accounts: this floor knows neither mail nor records."""

from django.dispatch import Signal

# user: User | None (None for an address nobody has), language: str, at: datetime
password_reset_asked = Signal()

# Each in the transaction of the act. user: User, actor: User, at: datetime, reason: str
user_suspended = Signal()
user_reinstated = Signal()
second_factor_reset = Signal()

# What the holder changed about signing in. user: User, what: str (a word of ``enums.SecurityChange``), at: datetime
security_changed = Signal()

# A browser in which this account had never signed in opened a session. user: User, at: datetime
signed_in_elsewhere = Signal()
