"""W9: no call leads into a private network, whatever the address looks like."""

from __future__ import annotations

import pytest

from regulars.base.outbound import checked_address
from regulars.base.outbound.addresses import is_public
from regulars.base.vault import open_sealed, seal
from regulars.kit.errors import Refused


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fc00::1", "fe80::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:a00:1::1",
        "::10.0.0.1", "ff02::1", "::",
    ],
)  # fmt: skip
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["ftp://shop.example.com", "https://user:pw@shop.example.com", "https://", "file:///etc/passwd", "https://[::1]/",
     "https://10.0.0.1/", "http://93.184.215.14/", "https://shop\\.example.com@10.0.0.1/"],
)  # fmt: skip
def test_addresses_that_lead_inside_or_are_not_encrypted_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        checked_address(url)


def test_what_the_settings_list_is_called() -> None:
    found = checked_address("http://127.0.0.1:8400/x?y=1")
    assert (found.address, found.port, found.path) == ("127.0.0.1", 8400, "/x?y=1")


def test_a_sealed_secret_opens_for_its_purpose_alone() -> None:
    sealed = seal("shpss_1", "stores.account:1")
    assert open_sealed(sealed, "stores.account:1") == "shpss_1"
    assert b"shpss_1" not in sealed
    with pytest.raises(Refused):
        open_sealed(sealed, "stores.account:2")
    with pytest.raises(Refused):
        open_sealed(sealed[:-1] + bytes([sealed[-1] ^ 1]), "stores.account:1")
