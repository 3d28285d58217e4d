"""The pages of screens in waiting rooms."""

from api.display.page import ROUTES

__all__ = ["ROUTES"]
