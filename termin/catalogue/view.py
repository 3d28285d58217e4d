"""One municipality's catalogue in memory: what is offered where, how long, what combines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from termin.catalogue.everyday import everyday_words
from termin.catalogue.facts import LebenslageFacts, OfficeFacts, Relation, ServiceFacts
from termin.catalogue.folding import sorting_key
from termin.catalogue.lines import Line
from termin.catalogue.originals import shipped_originals
from termin.catalogue.search import Entry, Found, SearchIndex
from termin.catalogue.visit import check_visit, together
from termin.errors import Invalid, NotFound

SMALLEST = 5
"""Minutes of the shortest visit where an office offers nothing."""

_NOWHERE: Mapping[int, Relation] = {}


@dataclass(frozen=True, eq=False)
class CatalogueView:
    """The catalogue as of `version`; what it holds never changes.

    `service` and `office` find everything there ever was, so that old appointments keep their
    names; lists, searches and `check` know only what citizens are offered. `internal` is the same
    catalogue for staff, with everything that is not retired.
    """

    municipality: int
    time_zone: str = "Europe/Berlin"
    horizon_days: int = 60
    version: int = 0
    loaded_at: datetime | None = None
    all_services: Mapping[int, ServiceFacts] = field(default_factory=dict)
    all_offices: Mapping[int, OfficeFacts] = field(default_factory=dict)
    all_relations: tuple[Relation, ...] = ()
    combined: frozenset[tuple[int, int]] = frozenset()
    all_lebenslagen: tuple[LebenslageFacts, ...] = ()
    for_staff: bool = False

    @cached_property
    def internal(self) -> CatalogueView:
        """The same for staff: also what is not shown to citizens."""
        return replace(self, for_staff=True)

    def service(self, service: int) -> ServiceFacts:
        """Return a service, also a retired one.

        Raises:
            NotFound: this municipality never had it.
        """
        found = self.all_services.get(service)
        if found is None:
            raise NotFound
        return found

    def office(self, office: int) -> OfficeFacts:
        """Return an office, also a retired one.

        Raises:
            NotFound: this municipality never had it.
        """
        found = self.all_offices.get(office)
        if found is None:
            raise NotFound
        return found

    def services(self) -> tuple[ServiceFacts, ...]:
        """Return what can be booked or done online, by name."""
        return self._services

    def offices(self) -> tuple[OfficeFacts, ...]:
        """Return the offices, by name."""
        return self._offices

    def lebenslagen(self) -> tuple[LebenslageFacts, ...]:
        """Return the Lebenslagen with the steps that are not retired."""
        return self._lebenslagen

    def relation(self, service: int, office: int) -> Relation | None:
        """Return how a service is offered at an office; None where it is not."""
        return self._at_offices.get(office, _NOWHERE).get(service)

    def offices_of(self, service: int) -> tuple[int, ...]:
        """Return the offices that offer a service, in the order of `offices`."""
        return self._where.get(service, ())

    def services_at(self, office: int) -> tuple[ServiceFacts, ...]:
        """Return what an office offers, by name."""
        here = self._at_offices.get(office, _NOWHERE)
        found = (self.all_services[service] for service in here)
        return tuple(sorted(found, key=lambda service: sorting_key(service.name)))

    def offices_for(self, lines: Sequence[Line]) -> tuple[OfficeFacts, ...]:
        """Return the offices that do all of these, so often, in one visit; by name."""
        wanted = together(lines)
        rarest = min((self.offices_of(service) for service in wanted), key=len, default=())
        return tuple(self.all_offices[office] for office in rarest if self._does(office, wanted))

    def minutes(self, office: int, lines: Sequence[Line]) -> int:
        """Return how long the visit takes at an office: the exact sum of its minutes.

        Raises:
            Invalid: the office does not offer all of it.
        """
        return sum(minutes for _, _, minutes in self.planned(office, lines))

    def planned(self, office: int, lines: Sequence[Line]) -> tuple[tuple[int, int, int], ...]:
        """Return (service, count, minutes of all together) at an office, each service once.

        Raises:
            Invalid: the office does not offer all of it.
        """
        here = self._at_offices.get(office, _NOWHERE)
        wanted = together(lines)
        if not wanted.keys() <= here.keys():
            raise Invalid(fields={"office": "Dort gibt es nicht alle gewählten Anliegen."})
        return tuple((one, count, count * here[one].minutes) for one, count in wanted.items())

    def required_skills(self, lines: Sequence[Line]) -> frozenset[int]:
        """Return the skills that one counter and one clerk need for all of it."""
        skills = (self.service(line.service).skill for line in lines)
        return frozenset(skill for skill in skills if skill is not None)

    def smallest_minutes(self, office: int) -> int:
        """Return how long the shortest service of an office takes; a shorter gap is useless."""
        return self._smallest.get(office, SMALLEST)

    def combinable(self, one: int, other: int) -> bool:
        """Return whether two services may share a visit: both with all, or listed together."""
        if one == other or (one, other) in self.combined:
            return True
        return self.service(one).combines_with_all and self.service(other).combines_with_all

    def check(self, lines: Sequence[Line]) -> None:
        """Let pass what can be done in one visit.

        Raises:
            NotFound: a service that is not offered.
            Invalid: nothing chosen, too much, or one of them too often; `fields["services"]`.
            NotCombinable: two that do not go together, or no office that does them all.
        """
        check_visit(self, lines)

    def shows(self, service: int) -> bool:
        """Return whether a service is there for the reader of this view."""
        return self._visible(self.service(service))

    def most_of(self, service: int) -> int:
        """Return how often a service can be had in one visit, wherever that is most."""
        return self._most.get(service, self.service(service).max_count)

    def search(self, words: str, most: int = 20) -> tuple[ServiceFacts, ...]:
        """Return the services that everyday words mean, best first."""
        return tuple(self.all_services[found.key] for found in self.find(words, most))

    def find(self, words: str, most: int = 20) -> tuple[Found, ...]:
        """Return what everyday words mean as services with score and reason, best first."""
        return self.index.search(words, most)

    def find_lebenslagen(self, words: str, most: int = 3) -> tuple[LebenslageFacts, ...]:
        """Return the Lebenslagen that everyday words mean, best first."""
        by_name = {lebenslage.external_id: lebenslage for lebenslage in self._lebenslagen}
        keys = self.index.situations(words)
        return tuple(by_name[key] for key in keys if key in by_name)[:most]

    def warm(self) -> CatalogueView:
        """Return this view with its searches made ready, which takes a part of a second."""
        self.find("Ausweis", 1)
        self.internal.find("Ausweis", 1)
        return self

    @cached_property
    def index(self) -> SearchIndex:
        """The words by which services are found."""
        return SearchIndex(
            [_entry(service, len(self.offices_of(service.id))) for service in self._shown],
            everyday_words(),
            shipped_originals(),
        )

    @cached_property
    def _shown(self) -> tuple[ServiceFacts, ...]:
        found = (one for one in self.all_services.values() if self._visible(one))
        return tuple(sorted(found, key=lambda service: sorting_key(service.name)))

    @cached_property
    def _services(self) -> tuple[ServiceFacts, ...]:
        return tuple(one for one in self._shown if one.fully_online or self.offices_of(one.id))

    @cached_property
    def _offices(self) -> tuple[OfficeFacts, ...]:
        found = (one for one in self.all_offices.values() if self._visible(one))
        return tuple(sorted(found, key=lambda office: (sorting_key(office.name), office.id)))

    @cached_property
    def _at_offices(self) -> Mapping[int, Mapping[int, Relation]]:
        found: dict[int, dict[int, Relation]] = {office.id: {} for office in self._offices}
        shown = {service.id for service in self._shown}
        for relation in self.all_relations:
            open_to = relation.offered or self.for_staff
            if open_to and relation.service in shown and relation.office in found:
                found[relation.office][relation.service] = relation
        return found

    @cached_property
    def _where(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = defaultdict(list)
        for office in self._offices:
            for service in self._at_offices[office.id]:
                found[service].append(office.id)
        return {service: tuple(offices) for service, offices in found.items()}

    @cached_property
    def _most(self) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for here in self._at_offices.values():
            for service, relation in here.items():
                found[service] = max(relation.max_count, found.get(service, 0))
        return found

    @cached_property
    def _smallest(self) -> Mapping[int, int]:
        return {
            office: min(relation.minutes for relation in here.values())
            for office, here in self._at_offices.items()
            if here
        }

    @cached_property
    def _lebenslagen(self) -> tuple[LebenslageFacts, ...]:
        shown = {service.id for service in self._shown}
        return tuple(
            replace(one, steps=tuple(step for step in one.steps if step.service in shown))
            for one in self.all_lebenslagen
        )

    def _visible(self, one: ServiceFacts | OfficeFacts) -> bool:
        return not one.retired and (one.public or self.for_staff)

    def _does(self, office: int, wanted: Mapping[int, int]) -> bool:
        here = self._at_offices[office]
        return all(one in here and count <= here[one].max_count for one, count in wanted.items())


def _entry(service: ServiceFacts, places: int) -> Entry:
    return Entry(
        key=service.id,
        external_id=service.external_id,
        source=service.source,
        name=service.name,
        names=tuple(service.names.values()),
        keywords=service.keywords,
        description=service.description,
        leika=service.leika,
        offered=places > 0 or service.fully_online,
    )
