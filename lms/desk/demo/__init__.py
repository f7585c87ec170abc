"""The demonstration's invented network: people, editions in each stage of life, and what they did."""
