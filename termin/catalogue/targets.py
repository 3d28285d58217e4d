"""What an import writes in each table, and what it leaves to local planning."""

from __future__ import annotations

from termin.catalogue.merge import Column, Target

_TEXT = Column("text")
_NUMBER = Column("int")
_YES_NO = Column("boolean")
_JSON = Column("jsonb")
_ID = "bigint"

# A source that says nothing about documents leaves those that another one stated.
_DOCUMENTS = Column(
    "jsonb",
    update="""CASE WHEN fact.documents IS NOT NULL THEN fact.documents
      WHEN row.documents_from = $2 THEN '{}'::jsonb ELSE row.documents END""",
    insert="coalesce(fact.documents, '{}'::jsonb)",
)
_DOCUMENTS_FROM = Column(
    "text",
    update="""CASE WHEN fact.documents IS NOT NULL THEN $2
      WHEN row.documents_from = $2 THEN '' ELSE row.documents_from END""",
    insert="CASE WHEN fact.documents IS NULL THEN '' ELSE $2 END",
)

_SERVICE = {
    "name": _TEXT,
    "description": _TEXT,
    "keywords": _JSON,
    "leika": _JSON,
    "minutes": _NUMBER,
    "max_count": _NUMBER,
    "documents": _DOCUMENTS,
    "documents_from": _DOCUMENTS_FROM,
    "fee": _TEXT,
    "online_url": _TEXT,
    "public": _YES_NO,
    "on_start_page": _YES_NO,
    "combines_with_all": _YES_NO,
}
_OWN = {
    "names": _JSON,
    "attendance": _TEXT,
    "group": _TEXT,
    "legal_deadline": _TEXT,
}

SERVICES = Target(
    "service",
    key={"external_id": "text"},
    facts=_SERVICE,
    local={
        "names": "'{}'",
        "attendance": "'person'",
        "group": "''",
        "legal_deadline": "''",
        "fully_online": "false",
    },
)
OWN_SERVICES = Target(
    "service",
    key={"external_id": "text"},
    facts=_SERVICE | _OWN,
    local={"fully_online": "false"},
)
OFFICES = Target(
    "office",
    key={"external_id": "text"},
    facts={
        **dict.fromkeys(("name", "short_name", "unit", "street", "postal_code", "city"), _TEXT),
        "latitude": Column("double precision"),
        "longitude": Column("double precision"),
        "phone": _TEXT,
        "email": _TEXT,
        "public": _YES_NO,
    },
    local={
        "kind": "'stationary'",
        "stop_hint": "''",
        "step_free": "false",
        "time_zone": "(SELECT time_zone FROM municipality WHERE id = $1)",
        "early_minutes": "30",
        "late_minutes": "15",
        "walk_ins": "true",
        "queue_rules": "'[]'",
        "agreement": "'{}'",
        "promised_minutes": "60",
        "appointment_minutes": "15",
        "last_number_minutes": "0",
        "letter_appointments": "'A'",
        "letter_walk_ins": "'B'",
        "phone_numbers": "false",
        "phone_edition": "1",
        "printer": "''",
    },
)
RELATIONS = Target(
    "service_at_office",
    key={"service_id": _ID, "office_id": _ID},
    facts={"minutes": _NUMBER, "max_count": _NUMBER, "public": _YES_NO, "bookable": _YES_NO},
    local={"stations": "'[]'"},
    shared_key=True,
)
LEBENSLAGEN = Target(
    "lebenslage",
    key={"external_id": "text"},
    facts={
        "name": _TEXT,
        "names": _JSON,
        "notes": _TEXT,
        "partners": _JSON,
        "deadlines": _JSON,
    },
    local={},
    shared_key=True,
)
