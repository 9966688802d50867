"""What a browser may load and run on a page, whatever stands in it: its Content-Security-Policy."""

from onrecord.model import Config

# Lighthouse fetches robots.txt from within a page, so a page may connect to its own site.
_OWN_FILES = "style-src 'self'; img-src 'self'; manifest-src 'self'; connect-src 'self'"


def content_policy(config: Config, *, scripts: bool, searching: bool) -> str:
    """Give the policy of a page, which names the site's own files alone.

    A page without a script of ours may run none; the development server's own reloads the page. The page of the search
    may run Pagefind's WebAssembly. Forms lead to that page.
    """
    forms = "'none'" if config.search == "off" else "'self'"
    policy = f"default-src 'none'; {_OWN_FILES}; base-uri 'none'; form-action {forms}"
    if searching and config.search == "full":
        return f"{policy}; script-src 'self' 'wasm-unsafe-eval'"
    return f"{policy}; script-src 'self'" if scripts or config.serving else policy
