"""Measurements of the build's speed. Nothing of the site needs them, and no test asserts a time."""
