"""Pictures: where everything in them stands, worked out before a template draws it.

Places are percentages of the picture's width, or cells of a grid, so that a picture fits every window while its
words keep their size.
``mirrored`` is for scripts that run from right to left: the picture then begins at the right.
"""
