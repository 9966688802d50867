"""``/.well-known/security.txt``: whom to tell of a weakness of the site (RFC 9116)."""

from onrecord.model import Config, Security
from onrecord.urls import SECURITY_FILE, Addresses


def security_txt(config: Config, security: Security, addresses: Addresses) -> bytes:
    """Give the file. Its own address is in it where the site stands at a domain's root, since only there it counts."""
    lines = [f"Contact: {security.contact}", f"Expires: {security.expires}T23:59:59Z"]
    lines += [f"Preferred-Languages: {config.language}"]
    if addresses.origin and addresses.base_path == "/":
        lines.append(f"Canonical: {addresses.absolute(addresses.file(SECURITY_FILE))}")
    if security.policy:
        lines.append(f"Policy: {security.policy}")
    return ("\n".join(lines) + "\n").encode()
