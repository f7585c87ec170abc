"""Files that people send: judged by what they are, cleaned of what they should not carry, refused in a sentence."""
