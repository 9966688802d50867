"""What machines read: structured data, feeds, sitemap."""
