"""From facts to pages: views and their rendering."""
