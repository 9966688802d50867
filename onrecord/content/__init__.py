"""From files to facts: reading, checking and linking what editors wrote."""
