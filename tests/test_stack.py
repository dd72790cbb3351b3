"""The Loki and Grafana stack, as far as it can be checked without containers: the facts of LOKI.md, one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from optlog.shipping.loki import LABEL_NAMES
from optlog_policy.collection import CollectionPolicy

ROOT = Path(__file__).resolve().parent.parent
GRAFANA = ROOT / "grafana"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
LOKI = yaml.safe_load((ROOT / "loki-config.yml").read_text())
DASHBOARD = json.loads((GRAFANA / "dashboards" / "optlog.json").read_text())
SOURCE = yaml.safe_load((GRAFANA / "provisioning/datasources/loki.yaml").read_text())[
    "datasources"
][0]
ALERTS = yaml.safe_load((GRAFANA / "provisioning/alerting/optlog.yaml").read_text())["groups"]

UNKNOWN_TO_LOKI = {"enforce_metric_name", "shared_store", "max_look_back_period", "schema"}


def keys(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from keys(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, path)


def queries() -> list[tuple[str, str]]:
    """Give (where, LogQL) of every dashboard panel and alert rule."""
    found = [
        (panel["title"], target["expr"])
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
    ]
    for group in ALERTS:
        for rule in group["rules"]:
            found += [
                (rule["title"], step["model"]["expr"])
                for step in rule["data"]
                if "expr" in step["model"]
            ]
    return found


# ---------------------------------------------------------------- docker-compose.yml


@pytest.mark.parametrize("name", ["loki", "grafana"])
def test_a_service_is_pinned_checked_and_harmless(name: str) -> None:
    """Each service has an exact version, a health check, no root user, no capabilities, and restarts."""
    service = COMPOSE["services"][name]
    assert re.fullmatch(rf"grafana/{name}:\d+\.\d+\.\d+", service["image"])
    assert service["healthcheck"]["test"][0] == "CMD"
    assert int(service["user"]) > 0
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "network_mode" not in service


@pytest.mark.parametrize("name", ["loki", "grafana"])
def test_ports_are_published_on_loopback_alone(name: str) -> None:
    """No published port can be reached from another computer."""
    ports = COMPOSE["services"][name]["ports"]
    assert ports
    assert all(isinstance(port, str) and port.startswith("127.0.0.1:") for port in ports)


def test_loki_is_the_version_that_was_verified() -> None:
    """The image is the Loki 3.7 that the facts were seen on, and checks itself, for it has no shell."""
    loki = COMPOSE["services"]["loki"]
    assert loki["image"] == "grafana/loki:3.7.6"
    assert loki["healthcheck"]["test"] == ["CMD", "/usr/bin/loki", "-health"]
    assert "-config.expand-env=true" in loki["command"]


def test_no_default_password_is_left_in_force() -> None:
    """Without a password of one's own the stack does not start, and nobody enters without it."""
    environment = COMPOSE["services"]["grafana"]["environment"]
    assert re.fullmatch(
        r"\$\{GRAFANA_ADMIN_PASSWORD:\?[^}]+\}", environment["GF_SECURITY_ADMIN_PASSWORD"]
    )
    assert environment["GF_AUTH_ANONYMOUS_ENABLED"] == "false"
    assert environment["GF_USERS_ALLOW_SIGN_UP"] == "false"


def test_nothing_calls_home() -> None:
    """Usage reports, update checks, news, avatars and plugin downloads are off in both."""
    environment = COMPOSE["services"]["grafana"]["environment"]
    off = (
        "ANALYTICS_REPORTING_ENABLED",
        "ANALYTICS_CHECK_FOR_UPDATES",
        "ANALYTICS_CHECK_FOR_PLUGIN_UPDATES",
    )
    assert all(environment[f"GF_{name}"] == "false" for name in (*off, "NEWS_NEWS_FEED_ENABLED"))
    assert environment["GF_SECURITY_DISABLE_GRAVATAR"] == "true"
    assert environment["GF_PLUGINS_PREINSTALL_DISABLED"] == "true"
    assert LOKI["analytics"] == {"reporting_enabled": False}


def test_data_outlives_the_containers_and_mounts_exist() -> None:
    """Data lies in named volumes, and every mounted file or folder is in the repository, read-only."""
    for service in COMPOSE["services"].values():
        for volume in service["volumes"]:
            source, _, mode = str(volume).partition(":")
            if source.startswith("./"):
                assert (ROOT / source).exists(), source
                assert mode.endswith(":ro")
            else:
                assert source in COMPOSE["volumes"]


# ---------------------------------------------------------------- loki-config.yml


def test_no_option_that_loki_does_not_know() -> None:
    """None of the options that made the original configuration fail is there."""
    for path in keys(LOKI):
        if path[:2] != ("schema_config", "configs"):
            assert path[-1] not in UNKNOWN_TO_LOKI, path
    assert LOKI["ingester"]["chunk_encoding"] == "snappy"


def test_only_options_of_the_verified_file() -> None:
    """Every option stands where the verified configuration has it: nothing was added unseen."""
    known = {
        "auth_enabled", "server", "common", "schema_config", "ingester", "compactor", "limits_config", "analytics",
    }  # fmt: skip
    assert set(LOKI) == known
    assert set(LOKI["limits_config"]) == {
        "shard_streams", "allow_structured_metadata", "volume_enabled", "reject_old_samples",
        "reject_old_samples_max_age", "creation_grace_period", "retention_period", "deletion_mode",
        "ingestion_rate_mb", "ingestion_burst_size_mb", "per_stream_rate_limit", "per_stream_rate_limit_burst",
        "max_line_size", "max_line_size_truncate", "max_label_names_per_series", "max_global_streams_per_user",
        "max_structured_metadata_size", "max_structured_metadata_entries_count", "max_query_length",
        "max_entries_limit_per_query",
    }  # fmt: skip


def test_the_schema_takes_structured_metadata() -> None:
    """TSDB with schema v13 and a 24 h index, which retention needs."""
    [period] = LOKI["schema_config"]["configs"]
    assert (period["store"], period["schema"], period["index"]["period"]) == ("tsdb", "v13", "24h")
    assert LOKI["limits_config"]["allow_structured_metadata"] is True


def test_retention_and_deletion_are_on() -> None:
    """The compactor deletes what is old and what people ask to delete."""
    compactor = LOKI["compactor"]
    assert compactor["retention_enabled"] is True
    assert compactor["delete_request_store"] == "filesystem"
    assert LOKI["limits_config"]["retention_period"] == "720h"
    assert LOKI["limits_config"]["deletion_mode"] == "filter-and-delete"


def test_records_are_kept_as_long_as_declared() -> None:
    """The server deletes records no later than the collection policy tells the user."""
    kept_h = int(LOKI["limits_config"]["retention_period"].removesuffix("h"))
    assert all(
        kept_h <= purpose.retention_days * 24 for purpose in CollectionPolicy.builtin().purposes
    )


def test_a_ring_of_one_and_late_lines() -> None:
    """Loki starts without consul, and takes lines that waited for days."""
    assert LOKI["common"]["ring"]["kvstore"]["store"] == "inmemory"
    assert LOKI["common"]["replication_factor"] == 1
    assert LOKI["limits_config"]["shard_streams"] == {
        "enabled": True,
        "time_sharding_enabled": True,
    }


def test_our_labels_fit_the_limit() -> None:
    """Our labels and the one that Loki adds stay below the limit in force."""
    assert len(LABEL_NAMES) + 1 <= LOKI["limits_config"]["max_label_names_per_series"]


# ---------------------------------------------------------------- Grafana


def test_the_data_source_is_loki_by_its_service_name() -> None:
    """Grafana asks Loki inside the compose network, under a fixed uid, and nobody edits it in passing."""
    assert (SOURCE["type"], SOURCE["url"]) == ("loki", "http://loki:3100")
    assert SOURCE["editable"] is False


def test_everything_uses_that_data_source() -> None:
    """Every panel, variable and rule names the provisioned data source."""
    uid = SOURCE["uid"]
    sources = [panel["datasource"] for panel in DASHBOARD["panels"]]
    sources += [
        target["datasource"] for panel in DASHBOARD["panels"] for target in panel["targets"]
    ]
    sources += [
        variable["datasource"]
        for variable in DASHBOARD["templating"]["list"]
        if "datasource" in variable
    ]
    assert all(source == {"type": "loki", "uid": uid} for source in sources)
    steps = [step for group in ALERTS for rule in group["rules"] for step in rule["data"]]
    assert {step["datasourceUid"] for step in steps} == {uid, "__expr__"}


def test_the_dashboard_is_in_the_form_that_files_have() -> None:
    """A classic dashboard with a uid of its own, no id, and panels that neither overlap nor share a number."""
    assert (DASHBOARD["uid"], DASHBOARD["id"]) == ("optlog", None)
    assert 39 <= DASHBOARD["schemaVersion"] <= 41
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for grid in (panel["gridPos"] for panel in panels)
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_the_dashboards_are_found_where_they_are_mounted() -> None:
    """The folder that Grafana reads is the one that compose mounts."""
    [provider] = yaml.safe_load((GRAFANA / "provisioning/dashboards/optlog.yaml").read_text())[
        "providers"
    ]
    mounted = f"./grafana/dashboards:{provider['options']['path']}:ro"
    assert mounted in COMPOSE["services"]["grafana"]["volumes"]


def test_alert_rules_go_from_query_to_threshold() -> None:
    """Each rule asks once, reduces to a number and compares; its condition is the last step."""
    rules = [rule for group in ALERTS for rule in group["rules"]]
    assert len({rule["uid"] for rule in rules}) == len(rules) >= 3
    for rule in rules:
        query, reduce, threshold = rule["data"]
        assert query["model"]["queryType"] == "instant"
        assert (reduce["model"]["type"], reduce["model"]["expression"]) == (
            "reduce",
            query["refId"],
        )
        assert (threshold["model"]["type"], threshold["model"]["expression"]) == (
            "threshold",
            reduce["refId"],
        )
        assert rule["condition"] == threshold["refId"]
        assert all(step["model"]["refId"] == step["refId"] for step in rule["data"])
        assert rule["annotations"]["summary"]


# ---------------------------------------------------------------- what is asked (LogQL itself: telemetry/operate/test_logql.py)


def test_the_dashboard_shows_what_is_promised() -> None:
    """Errors by version and pseudonym, rates, slow operations, volume against budget, consent epochs, deletion requests."""
    all_queries = " ; ".join(query for _, query in queries())
    for part in (
        "by (version)",
        "by (user)",
        "by (level)",
        "rate(",
        "quantile_over_time",
        "bytes_over_time",
        "/ ($budget_mb * 1000000)",
        "by (purpose, consent)",
        'kind="deletion-request"',
    ):
        assert part in all_queries


def test_every_variable_of_a_query_is_offered() -> None:
    """What a panel's query leaves open stands at the dashboard's top, with a value to begin with."""
    offered = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}
    texts = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    used = set(re.findall(r"\$(\w+)", " ".join(texts))) - {"__auto", "__range"}
    assert used == set(offered)
    assert all(variable["current"]["value"] for variable in offered.values())


def test_the_alert_on_volume_has_the_dashboard_s_budget() -> None:
    """Until an operator changes one, the field at the dashboard's top and the alert's bound are the same bytes."""
    [budget] = [v for v in DASHBOARD["templating"]["list"] if v["name"] == "budget_mb"]
    [rule] = [r for group in ALERTS for r in group["rules"] if r["uid"] == "optlog-volume"]
    [condition] = rule["data"][-1]["model"]["conditions"]
    assert condition["evaluator"] == {"type": "gt", "params": [int(budget["query"]) * 1_000_000]}


def test_legends_and_summaries_name_labels_that_the_query_leaves() -> None:
    """A name in double braces that the query has aggregated away would stay empty."""
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            for name in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                assert re.search(rf"by \([^)]*\b{name}\b", target["expr"]), panel["title"]
    for rule in (rule for group in ALERTS for rule in group["rules"]):
        for name in re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]):
            assert re.search(rf"by \([^)]*\b{name}\b", rule["data"][0]["model"]["expr"])


# ---------------------------------------------------------------- object storage


def test_object_storage_changes_where_things_lie_and_nothing_else() -> None:
    """The second configuration differs from the first in its storage alone, and holds no credential."""
    text = (ROOT / "loki-config.s3.yml").read_text()
    other = yaml.safe_load(text)
    assert (
        other["common"].pop("storage")["s3"]["secret_access_key"] == "${LOKI_S3_SECRET_ACCESS_KEY}"
    )
    assert other["schema_config"]["configs"][0].pop("object_store") == "s3"
    assert other["compactor"].pop("delete_request_store") == "s3"
    first = yaml.safe_load((ROOT / "loki-config.yml").read_text())
    first["common"].pop("storage")
    first["schema_config"]["configs"][0].pop("object_store")
    first["compactor"].pop("delete_request_store")
    assert other == first


def test_the_overlay_gives_the_configuration_what_it_asks_for() -> None:
    """Every variable of the configuration is required by the overlay, and mounted over the first file."""
    overlay = yaml.safe_load((ROOT / "docker-compose.s3.yml").read_text())["services"]["loki"]
    asked = set(re.findall(r"\$\{(LOKI_S3_\w+)\}", (ROOT / "loki-config.s3.yml").read_text()))
    assert asked == set(overlay["environment"])
    assert all(":?" in value for value in overlay["environment"].values())
    assert overlay["volumes"] == ["./loki-config.s3.yml:/etc/loki/loki-config.yml:ro"]
