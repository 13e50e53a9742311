"""Every page of the web is among those that a browser goes through and that pictures are taken of, and no other."""

import re
from collections.abc import Iterator

from release.declaration import ROOT
from tests.web import test_bank, test_office, test_operations

SOURCE = ROOT / "web" / "src"
GONE_THROUGH = test_bank.PAGES + test_office.PAGES + test_operations.PAGES
NOWHERE = {"nowhere", "office/nowhere"}  # addresses of no page, which tell so


def addresses() -> Iterator[str]:
    """Of every page, as its feature names it: `accounts/:accountId`."""
    for file in (SOURCE / "features").rglob("feature.ts"):
        feature = file.read_text()
        area = re.search(r'area: "(\w+)"', feature)[1]
        for path in re.findall(r'\bpage\("([^"]*)"', feature):
            yield "/".join(filter(None, ("" if area == "bank" else area, path)))


def opened_by(path: str) -> str | None:
    """The address of the page that opens here; one that is written out goes before one that is named."""
    found = [each for each in addresses() if re.fullmatch(re.sub(r":\w+", "[^/]+", each), path.partition("?")[0])]
    return min(found, key=lambda each: each.count(":"), default=None)


def test_a_browser_goes_through_every_page():
    assert set(addresses()) - {opened_by(path) for path in GONE_THROUGH} == set()
    assert {path for path in GONE_THROUGH if opened_by(path) is None} == NOWHERE


def test_a_browser_goes_through_every_door():
    doors = re.findall(r'outside\("/([^"]+)"', (SOURCE / "app" / "router.tsx").read_text())
    assert set(doors) == set(test_bank.DOORS)
