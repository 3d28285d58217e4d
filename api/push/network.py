"""Where a name leads: to the internet, or to a machine that is none of a stranger's business."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")


class NotPublic(Exception):
    """The name leads to no address of the internet, or not only to such."""


@dataclass(frozen=True, slots=True)
class Door:
    """The machine and port to connect to."""

    address: str
    port: int = 443


Resolve = Callable[[str], Awaitable[Door]]


async def public_door(host: str) -> Door:
    """Look a name up and return its first address.

    The connection goes to this very address, so that the name cannot lead elsewhere afterwards.

    Raises:
        NotPublic: one of its addresses is not of the internet.
        OSError: the name is not known, or nobody can be asked.
    """
    found = await asyncio.get_running_loop().getaddrinfo(
        host, 443, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
    )
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(one) for one in addresses):
        raise NotPublic
    return Door(addresses[0])


def is_public(text: str) -> bool:
    """Whether an IP address is one of the internet; those that wrap another count as that."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    inner = _inside(address)
    if inner is not None:
        return is_public(str(inner))
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return IPv4Address(0)  # tunnels are of no use to a push service
    return address.ipv4_mapped or address.sixtofour
