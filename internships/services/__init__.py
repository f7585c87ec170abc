"""Every rule that changes something in this room."""
