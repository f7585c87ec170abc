"""The network's signing authority and what it does to a document."""
