"""The decision log and what lives beside it: a small protocol, and the stores that keep it."""
