"""The front door, the second factor and the page of the account's security."""
