"""The catalogue: services, where they are offered, what combines, and Lebenslagen."""

from termin.catalogue.facts import LebenslageFacts, OfficeFacts, Relation, ServiceFacts
from termin.catalogue.lines import Line
from termin.catalogue.loading import load_view
from termin.catalogue.view import CatalogueView

__all__ = [
    "CatalogueView",
    "LebenslageFacts",
    "Line",
    "OfficeFacts",
    "Relation",
    "ServiceFacts",
    "load_view",
]
