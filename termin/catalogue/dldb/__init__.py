"""The ZMS service database (DLDB) as cities export it: read whatever is there, refuse little."""

from termin.catalogue.dldb.file import NotAnExport
from termin.catalogue.dldb.parse import SOURCE, parse

__all__ = ["SOURCE", "NotAnExport", "parse"]
