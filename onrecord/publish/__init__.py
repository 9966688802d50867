"""To the disk and the screen: writing the output and serving it."""
