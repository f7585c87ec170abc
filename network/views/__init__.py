"""Pages of the network: accepting an invitation, and people as the Secretariat and contact points look after them."""

from network.views.invitations import AcceptInvitationView

__all__ = ["AcceptInvitationView"]
