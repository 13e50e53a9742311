"""Metrics as the log carries them, and the alarm that watches one of them."""

import json
import re

from chalicelib.platform.observability import count
from release.declaration import ROOT


def counted(capsys) -> dict:
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    return line


class TestCount:
    def test_tells_service_stage_and_what_it_is_told(self, monkeypatch, capsys):
        monkeypatch.setenv("BANK_STAGE", "staging")
        count("MessageFailed", handler="pay")
        line = counted(capsys)
        assert (line["MessageFailed"], line["stage"], line["handler"]) == ([1.0], "staging", "pay")
        (dimensions,) = line["_aws"]["CloudWatchMetrics"][0]["Dimensions"]
        assert sorted(dimensions) == ["handler", "service", "stage"]

    def test_is_what_the_alarm_on_parked_deliveries_watches(self, monkeypatch, capsys):
        """CloudWatch takes dimensions for part of a metric's name: one more or less, and the alarm hears nothing."""
        monkeypatch.setenv("BANK_STAGE", "staging")
        count("DeliveryParked")
        line = counted(capsys)
        (metric,) = line["_aws"]["CloudWatchMetrics"]
        alarm = (ROOT / "terraform" / "alarms.tf").read_text().partition('"delivery_parked"')[2]
        watched = dict(re.findall(r"(\w+) = ([\w.\"-]+)", re.search(r"dimensions += {(.*)}", alarm)[1]))
        assert watched == {"service": f'"{line["service"]}"', "stage": "var.stage"}
        assert set(watched) == set(*metric["Dimensions"])
        for name, value in (("namespace", metric["Namespace"]), ("metric_name", metric["Metrics"][0]["Name"])):
            assert re.search(rf'{name} += "{value}"', alarm)
