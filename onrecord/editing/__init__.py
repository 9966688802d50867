"""What helps editors to write."""
