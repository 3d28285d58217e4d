"""Which addresses a stranger may make our worker call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.push.endpoint import is_public_address, read_phone
from api.push.network import NotPublic, is_public, public_door
from termin.errors import Invalid
from tests.api.push.browser import Browser


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91b",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com:443/QFoo",
        "https://db5p.notify.windows.com/w/?token=BQYA%2f",
    ],
)
def test_the_push_services_of_browsers_are_taken(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://fcm.googleapis.com/a",
        "HTTPS://fcm.googleapis.com/a",
        "https://fcm.googleapis.com:8443/a",
        "https://eva@fcm.googleapis.com/a",
        "https://fcm.googleapis.com/a#b",
        "https://fcm.googleapis.com\\@10.0.0.1/a",
        "https://fcm.googleapis.com/a\r\nHost: b",
        "https://127.0.0.1/a",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f000001/a",
        "https://127.0.0.0x1/a",
        "https://[::1]/a",
        "https://[::ffff:10.0.0.1]/a",
        "https://localhost/a",
        "https://intranet/a",
        "https://localhost./a",
        "https://drucker.local/a",
        "https://db.internal/a",
        "https://a.home.arpa/a",
        "https://push.example.org:99999/a",
        "https://bücher.example/a",
        "https://push.example.org/" + "a" * 1000,
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    assert not is_public_address(address)
    with pytest.raises(Invalid):
        read_phone(address, Browser().phone.p256dh, Browser().phone.auth, "de")


@pytest.mark.parametrize(
    "wrong",
    [{"p256dh": ""}, {"p256dh": "BA" * 40}, {"auth": "c2hvcnQ"}, {"auth": "ä" * 22}],
)
def test_keys_that_are_none_are_refused(wrong: dict[str, str]) -> None:
    phone = replace(Browser().phone, **wrong)
    with pytest.raises(Invalid):
        read_phone(phone.endpoint, phone.p256dh, phone.auth, "de")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1", "169.254.169.254"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1"),  # noqa: S104
        *("ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"),
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "a name",
    ],
)
def test_every_other_one_is_not(address: str) -> None:
    assert not is_public(address)


async def test_a_name_of_this_machine_is_no_door() -> None:
    with pytest.raises(NotPublic):
        await public_door("localhost")
