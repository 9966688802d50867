"""What the larger commands of the command line do, one module each. ``run`` takes the options and gives the exit code."""
