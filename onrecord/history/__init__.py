"""What was published before, as git has it, and what would become of it."""
