"""What the screens of this room need: plain, frozen things in a constant number of queries."""
