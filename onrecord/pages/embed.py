"""A claim as a card that other sites show in a frame, and as they ask for it by oEmbed (https://oembed.com).

Both need the site's whole address, and neither is made of a draft or of a claim that was withdrawn. ``embed: no`` in
the settings leaves them out.
"""

from html import escape

from onrecord.formats.share_image import HEIGHT, WIDTH, share_image_ids
from onrecord.model import Claim
from onrecord.pages.desk import Desk
from onrecord.pages.parts import verdict_mark
from onrecord.pages.policy import content_policy
from onrecord.pages.views import EmbedView, OEmbedView

# Pixels; the card takes any width, and scrolls where its words need more than the height.
_WIDTH, _HEIGHT = 560, 340

# What the card may do on somebody else's page: open the claim in a window of its own, and nothing else.
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"

# How many seconds an answer may be kept.
_A_DAY = 86_400


def is_embeddable(desk: Desk, claim: Claim) -> bool:
    """Tell whether a claim has a card for other sites."""
    stands = claim.status != "draft" and claim.withdrawn is None
    return bool(desk.site.config.embed and desk.addresses.origin and stands)


def view_embed(desk: Desk, claim: Claim) -> EmbedView:
    """The card itself."""
    return EmbedView(
        policy=content_policy(desk.site.config, scripts=False, searching=False),
        claim_address=desk.addresses.absolute(desk.addresses.claim(claim.id)),
        headline=claim.headline,
        claim=claim.claim,
        verdict=verdict_mark(desk, desk.site.verdicts[claim.verdict.id]),
        checked=desk.wording.date(claim.checked),
    )


def view_oembed(desk: Desk, claim: Claim) -> OEmbedView:
    """What a site is told that asks how to show a claim's page (oEmbed 1.0, of the type ``rich``)."""
    config, addresses = desk.site.config, desk.addresses
    picture = {
        "thumbnail_url": addresses.absolute(addresses.share_image(claim.id)),
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
    }
    return OEmbedView(
        {
            "version": "1.0",
            "type": "rich",
            "title": claim.headline,
            "provider_name": config.title,
            "provider_url": addresses.absolute(addresses.home()),
            "cache_age": _A_DAY,
            "html": embed_code(desk, claim),
            "width": _WIDTH,
            "height": _HEIGHT,
            **(picture if claim.id in share_image_ids(desk) else {}),
        }
    )


def embed_code(desk: Desk, claim: Claim) -> str:
    """The HTML that shows the card on another page; as wide as there is room, but no wider than it reads well."""
    address = desk.addresses.absolute(desk.addresses.embed(claim.id))
    return (
        f'<iframe src="{escape(address)}" title="{escape(claim.headline)}" width="{_WIDTH}" height="{_HEIGHT}"'
        f' style="border:0;max-width:100%" loading="lazy" sandbox="{_SANDBOX}"></iframe>'
    )
