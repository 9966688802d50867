"""On Record turns a folder of claims into a cross-linked fact-check site."""

__version__ = "0.1.0"
