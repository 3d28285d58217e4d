"""The pages of screens in waiting rooms: by an address, or paired by a code."""

from api.display import offline, page, paired, pairing

ROUTES = (*offline.ROUTES, *page.ROUTES, *paired.ROUTES, *pairing.ROUTES)

__all__ = ["ROUTES"]
