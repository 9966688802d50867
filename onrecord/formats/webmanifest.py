"""``site.webmanifest``: what a device needs to keep the site on its home screen (https://www.w3.org/TR/appmanifest/)."""

import msgspec

from onrecord.pages.desk import Desk
from onrecord.pages.wording import direction_of

# The icons that go with the site by their size in pixels; those that may be cut to any shape are for that alone.
_ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable"))


def webmanifest(desk: Desk) -> bytes:
    """Give the manifest. It names the icons of ``static/icons/``."""
    config, addresses, colours = desk.site.config, desk.addresses, desk.colours
    manifest = {
        "name": config.title,
        "lang": config.language,
        "dir": direction_of(config.language),
        "start_url": addresses.home(),
        "scope": addresses.home(),
        "display": "browser",
        "background_color": colours.day.surface,
        "theme_color": colours.day.surface,
        "icons": [
            {
                "src": addresses.file(f"static/icons/{name}"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, size, purpose in _ICONS
        ],
    }
    if config.tagline:
        manifest["description"] = config.tagline
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
