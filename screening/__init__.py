"""The mission desk: screens requests against a mission and keeps a sealed decision log."""

__version__ = "0.1.0"
