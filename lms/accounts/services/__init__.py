"""Every rule that changes something in accounts."""

from lms.accounts.services.invitations import (
    AddressTaken,
    InvitationExpired,
    InvitationWithdrawn,
    accept_invitation,
    issue_invitation,
    set_preferences,
    withdraw_invitation,
)
from lms.accounts.services.office_accounts import (
    OfficeAccountTaken,
    OfficeSignInRefused,
    connect_office,
    disconnect_office,
    open_with_office,
)
from lms.accounts.services.sessions import end_all_sessions, end_device, note_device
from lms.accounts.services.suspension import (
    NotOneself,
    close_user,
    reinstate_user,
    reset_second_factor,
    suspend_user,
)

__all__ = [
    "AddressTaken",
    "InvitationExpired",
    "InvitationWithdrawn",
    "NotOneself",
    "OfficeAccountTaken",
    "OfficeSignInRefused",
    "accept_invitation",
    "close_user",
    "connect_office",
    "disconnect_office",
    "end_all_sessions",
    "end_device",
    "issue_invitation",
    "note_device",
    "open_with_office",
    "reinstate_user",
    "reset_second_factor",
    "set_preferences",
    "suspend_user",
    "withdraw_invitation",
]
