"""What `make audit` measures: pages in a browser, by axe-core and Lighthouse, and their markup by the W3C's validator."""
