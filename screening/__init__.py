"""The mission desk: screens training requests against a mission and keeps a sealed decision log."""
