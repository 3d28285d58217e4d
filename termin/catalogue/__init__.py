"""The catalogue: services, where they are offered, what combines, Lebenslagen; imports; search."""

from termin.catalogue.facts import LebenslageFacts, OfficeFacts, Relation, ServiceFacts, Step
from termin.catalogue.files import (
    NotReadable,
    import_catalogue,
    import_dldb,
    which_is_which,
)
from termin.catalogue.imports import EmptyExport, take_in
from termin.catalogue.lines import Line
from termin.catalogue.loading import load_view
from termin.catalogue.originals import shipped_catalogue
from termin.catalogue.own import NotACatalogue, parse_catalogue
from termin.catalogue.own_imports import take_in_catalogue
from termin.catalogue.report import ImportReport, describe
from termin.catalogue.rows import (
    Combination,
    Lebenslage,
    LebenslageStep,
    Service,
    ServiceAtOffice,
    Skill,
)
from termin.catalogue.search import Found
from termin.catalogue.view import CatalogueView

__all__ = [
    "CatalogueView",
    "Combination",
    "EmptyExport",
    "Found",
    "ImportReport",
    "Lebenslage",
    "LebenslageFacts",
    "LebenslageStep",
    "Line",
    "NotACatalogue",
    "NotReadable",
    "OfficeFacts",
    "Relation",
    "Service",
    "ServiceAtOffice",
    "ServiceFacts",
    "Skill",
    "Step",
    "describe",
    "import_catalogue",
    "import_dldb",
    "load_view",
    "parse_catalogue",
    "shipped_catalogue",
    "take_in",
    "take_in_catalogue",
    "which_is_which",
]
