"""What docs/deploy says is true: files, ports, paths, settings and figures exist in the code under these names."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import probe
from bot.config import Settings
from bot.database import make_engine, make_sessions
from bot.jobs import JOBS
from bot.metrics import REQUEST_OUTCOMES, Database, Depth, Metrics
from models import OutboxState
from playground.server import Playground
from tests.test_cli import environment, free_port, klik, listening, workspace
from tests.test_readiness import probe as ask

__all__ = ["workspace"]

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "docs" / "deploy"
OWN = {name.upper() for name in Settings.model_fields}
PATHS = {"/healthz", "/readyz", "/metrics"}


def yaml_of(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text())


def lines_of(name: str) -> list[str]:
    """Without comments and empty lines; a line that goes on is one line."""
    joined = (DEPLOY / name).read_text().replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"\b(?:KLIK|SLACK)_[A-Z_]+\b|\bDATABASE_URL\b", text))


# Names of settings, wherever they appear


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOY.iterdir() if path.name != "dashboard.json"))
def test_every_setting_that_is_named_exists(file: str) -> None:
    named = settings_in((DEPLOY / file).read_text()) - {"KLIK_DOMAIN"}  # the proxy's own
    assert named <= OWN


def test_example_environments_are_settings_and_what_the_images_read() -> None:
    def names(file: str) -> set[str]:
        return {line.partition("=")[0] for line in lines_of(file)}

    assert names("klik.env.example") <= OWN
    assert {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL"} <= names("klik.env.example")
    assert names("postgres.env.example") == {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"}


def test_every_link_leads_somewhere() -> None:
    for page in (DEPLOY / "README.md", DEPLOY / "backup.md", ROOT / "docs" / "operations.md"):
        for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page.read_text()):
            assert not target or (page.parent / target).exists(), f"{page.name}: {target}"


# systemd


@pytest.mark.parametrize("unit", ["klik.service", "klik-backup.service"])
def test_units_start_what_exists(unit: str) -> None:
    text = (DEPLOY / unit).read_text()
    for command in re.findall(r"^Exec\w+=(\S+)(.*)$", text, re.MULTILINE):
        program, arguments = Path(command[0]), command[1].split()
        inside = program.relative_to("/opt/klik")
        if inside == Path(".venv/bin/klik"):
            done = subprocess.run([sys.executable, "-m", "bot", *arguments, "--help"], cwd=ROOT, capture_output=True)
            assert done.returncode == 0, arguments
        else:
            assert os.access(ROOT / inside, os.X_OK), inside
    for confining in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "StateDirectory=klik"):
        assert confining in text


def test_units_that_refer_to_each_other_agree() -> None:
    service, backup = ((DEPLOY / name).read_text() for name in ("klik.service", "klik-backup.service"))
    for shared in ("User=", "StateDirectory=", "EnvironmentFile=", "Environment=DATABASE_URL="):
        (first,), (second,) = (re.findall(rf"^{shared}(.*)$", text, re.MULTILINE) for text in (service, backup))
        assert first == second
    assert (DEPLOY / "klik-backup.timer").exists()
    assert "Restart=always" in service, "the watchdog relies on being started anew"


# Docker


def instructions() -> Iterator[tuple[str, str]]:
    for line in lines_of("Dockerfile"):
        word, _, rest = line.partition(" ")
        yield word, rest


def test_the_image_has_all_that_klik_needs(tmp_path: Path) -> None:
    """The build's COPY lines played in an empty folder: Klik runs from what they bring, tables and words included."""
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    for word, rest in instructions():
        if word != "COPY" or rest.startswith("--from"):
            continue
        *sources, target = rest.split()
        for source in sources:
            assert f"!{source.rstrip('/')}" in ignored, f"{source} does not reach the build"
            if source.endswith("/"):
                shutil.copytree(ROOT / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "KLIK_", "DATABASE_"))}
    env = own | {"PYTHONPATH": str(tmp_path), "DATABASE_URL": "sqlite:///klik.db", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-P", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        return f"{done.stdout}{done.stderr}"

    assert "at revision" in run("-m", "bot", "migrate")
    said = run("-m", "bot", "doctor")
    assert "ok   Migrations" in said
    assert "ok   Manifest: commands" in said, "app.yaml is where doctor looks for it"
    where = run("-c", "import bot.i18n; print(bot.i18n.__file__); print(bot.i18n.Texts('nl')('Yes') or '')")
    assert str(tmp_path) in where, "it was this copy that ran"
    packages = re.search(r"packages = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL)
    assert packages is not None
    for name in re.findall(r'"([a-z.]+)"', packages.group(1)):
        assert (tmp_path / name.replace(".", "/")).is_dir(), name


def test_the_image_is_built_and_started_safely() -> None:
    steps = list(instructions())
    last = max(number for number, (word, _) in enumerate(steps) if word == "FROM")
    build, final = steps[:last], dict(steps[last:])
    assert any("--require-hashes" in rest for _, rest in build)
    assert all(
        "--no-deps" in rest or "--require-hashes" in rest
        for word, rest in build
        if word == "RUN" and "pip install" in rest
    )
    assert final["USER"] == "10001:10001"
    assert json.loads(final["ENTRYPOINT"]) == ["klik"]
    environment = dict(pair.split("=", 1) for pair in final["ENV"].split())
    assert {name for name in environment if name.startswith("KLIK_")} <= OWN
    assert final["EXPOSE"] == environment["PORT"]
    assert "KLIK_METRICS_HOST" not in environment, "figures are public only on purpose"
    health = json.loads(final["HEALTHCHECK"].partition("CMD ")[2])
    assert ROOT / Path(health[-1]).relative_to("/opt/klik") == Path(probe.__file__)


@pytest.mark.parametrize("figures", [True, False])
async def test_the_health_check_tells_well_from_not(workspace: Playground, tmp_path: Path, figures: bool) -> None:
    """As Docker runs it: the file itself, in the environment of the container."""
    env = environment(workspace, tmp_path, PORT=str(free_port()), HOST="0.0.0.0")
    if figures:
        env["KLIK_METRICS_PORT"] = str(free_port())

    def check() -> tuple[int, str]:
        done = subprocess.run([sys.executable, probe.__file__], env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, said = check()
    assert (code, "nobody answers" in said) == (1, True)
    async with klik("run", env=env, folder=tmp_path) as process:
        await listening(process)
        await ask(f"http://127.0.0.1:{env.get('KLIK_METRICS_PORT', env['PORT'])}/healthz")
        assert check() == (0, '{"ok":true}\n')


def test_compose_starts_things_in_order_and_publishes_the_proxy_alone() -> None:
    compose = yaml_of("compose.yaml")
    services = compose["services"]
    assert services["klik"]["deploy"]["replicas"] >= 2
    assert services["klik"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in services["database"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    for service in services.values():
        assert set(service["networks"]) <= set(compose["networks"])
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).exists(), source
        if "env_file" in service:
            assert (DEPLOY / f"{service['env_file']}.example").exists()
        if "build" in service:
            assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
            assert (ROOT / service["build"]["dockerfile"]).exists()
        assert set(service.get("environment", {})) <= OWN | {"KLIK_DOMAIN"}
    assert "database" not in services["proxy"]["networks"]
    assert compose["networks"]["inside"]["internal"] is True
    assert "outside" not in services["database"]["networks"]


def test_the_proxy_lets_through_what_slack_needs_and_nothing_else() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text()
    assert re.findall(r"^\thandle (.*)\{$", caddy, re.MULTILINE) == ["/slack/* ", ""]
    assert re.search(r"handle \{\s+respond 404\s+\}", caddy)
    name, port = re.search(r"dynamic a (\w+) (\d+)", caddy).groups()  # type: ignore[union-attr]
    assert name in yaml_of("compose.yaml")["services"]
    assert port == "3000"
    assert not any(path in caddy for path in PATHS)


# Kubernetes


@pytest.fixture
def cluster() -> dict[str, Any]:
    documents = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
    return {document["kind"]: document for document in documents}


def test_ports_and_paths_of_the_cluster_are_those_of_klik(cluster: dict[str, Any]) -> None:
    settings = cluster["ConfigMap"]["data"]
    assert set(settings) <= OWN
    (container,) = cluster["Deployment"]["spec"]["template"]["spec"]["containers"]
    ports = {port["name"]: str(port["containerPort"]) for port in container["ports"]}
    assert ports == {"http": settings["PORT"], "metrics": settings["KLIK_METRICS_PORT"]}
    probes = {name: container[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert probes["livenessProbe"]["path"] == probes["startupProbe"]["path"] == "/healthz"
    assert probes["readinessProbe"]["path"] == "/readyz"
    assert all(probe["port"] in ports for probe in probes.values())
    annotations = cluster["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == ports["metrics"]
    assert annotations["prometheus.io/path"] in PATHS
    (service,) = cluster["Service"]["spec"]["ports"]
    assert service["targetPort"] in ports
    (rule,) = cluster["Ingress"]["spec"]["rules"]
    assert [path["path"] for path in rule["http"]["paths"]] == ["/slack"]
    assert rule["http"]["paths"][0]["backend"]["service"] == {
        "name": cluster["Service"]["metadata"]["name"],
        "port": {"name": service["name"]},
    }
    opened = [port["port"] for rule in cluster["NetworkPolicy"]["spec"]["ingress"] for port in rule["ports"]]
    assert set(opened) == set(ports)


def test_the_cluster_keeps_one_replica_and_gives_it_time_to_end(cluster: dict[str, Any]) -> None:
    deployment = cluster["Deployment"]["spec"]
    pod = deployment["template"]["spec"]
    assert deployment["replicas"] >= 2
    assert cluster["PodDisruptionBudget"]["spec"]["minAvailable"] < deployment["replicas"]
    labels = deployment["template"]["metadata"]["labels"]
    for selector in (
        deployment["selector"]["matchLabels"],
        cluster["Service"]["spec"]["selector"],
        cluster["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        cluster["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    drained = int(cluster["ConfigMap"]["data"]["KLIK_DRAIN_SECONDS"])
    assert drained > 0
    assert pod["terminationGracePeriodSeconds"] >= drained + 30
    assert pod["securityContext"]["runAsNonRoot"] is True
    user = next(rest for word, rest in instructions() if word == "USER")
    assert user == f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}"
    for container in (*pod["initContainers"], *pod["containers"]):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert {"configMapRef": {"name": cluster["ConfigMap"]["metadata"]["name"]}} in container["envFrom"]
        assert all(
            mount["name"] in {volume["name"] for volume in pod["volumes"]} for mount in container["volumeMounts"]
        )


# Figures in rules and on the dashboard


@pytest.fixture
async def exposed(tmp_path: Path) -> dict[str, set[str]]:
    """Every sample that Klik may expose, with its labels."""
    metrics = Metrics()
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    database = Database(make_sessions(engine))
    database.depth, database.counted_at = Depth(0, 0, 0, 0, None, 0, 0), datetime.now(UTC)
    metrics.registry.register(database)
    metrics.request_timer("command", "find")("ok", 0.1)
    metrics.send_ended("request.asked", "sent")
    metrics.slack_answered("chat.postMessage", 200, 0.1)
    metrics.job_ended("pump", "ok", 0.1, datetime.now(UTC))
    found = {
        sample.name: {*sample.labels, "instance", "job"}
        for family in metrics.registry.collect()
        for sample in family.samples
    }
    await engine.dispose()
    return found | {"up": {"instance", "job"}}


VALUES: Mapping[str, set[str]] = {
    "job": {"klik"},
    "state": {"planned", "due", "sending", "dead", "in_use", "idle", "overflow", "served", "waiting"},
    "name": {*(job.name for job in JOBS), "janitor|pump"},
    "outcome": {*REQUEST_OUTCOMES, "no_token"},
    "status": {"429", "0|5.."},
}
WORDS = {
    "sum", "max", "min", "rate", "increase", "changes", "absent", "topk", "histogram_quantile", "time", "by", "and",
    "or", "min_over_time", "le", "kind", "name", "outcome", "state", "status", "method",
}  # fmt: skip


def expressions() -> Iterator[tuple[str, str]]:
    """(where, PromQL) of every rule and every panel."""
    for group in yaml_of("alerts.yaml")["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    for annotation in dashboard["annotations"]["list"]:
        yield annotation["name"], annotation["expr"]


def test_every_figure_that_is_asked_for_is_exposed(exposed: dict[str, set[str]]) -> None:
    seen = set()
    for where, expression in expressions():
        for name, chosen in re.findall(
            r"([a-z_]+)(?:\{([^}]*)\})?", re.sub(r"\[\w+\]|\"[^\"]*\"(?![^{]*\})", "", expression)
        ):
            if name in WORDS:
                continue
            assert name in exposed, f"{where}: {name}"
            seen.add(name)
            for label, _, value in re.findall(r"([a-z_]+)\s*(=~|!~|!=|=)\s*\"([^\"]*)\"", chosen):
                assert label in exposed[name], f"{where}: {name} has no {label}"
                assert value in VALUES[label], f"{where}: {label} is never {value}"
        for labels in re.findall(r"by \(([^)]*)\)", expression):
            known = set().union(*(exposed[name] for name in exposed if name in expression))
            assert {label.strip() for label in labels.split(",")} <= known, where
    own = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in exposed if name.startswith("klik_")}
    unused = own - {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in seen} - {"klik_build_info"}
    assert unused == set(), "a figure that nobody looks at"


def test_every_alert_says_what_to_do() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    alerts = [rule["alert"] for group in yaml_of("alerts.yaml")["groups"] for rule in group["rules"]]
    assert re.findall(r"^### (Klik\w+)$", page, re.MULTILINE) == alerts
    rules = yaml_of("alerts.yaml")["groups"][0]["rules"]
    assert all(rule["annotations"]["summary"] for rule in rules)
    assert {rule["labels"]["severity"] for rule in rules} == {"page", "ticket"}
    tested = {test["alertname"] for part in yaml_of("alerts.test.yaml")["tests"] for test in part["alert_rule_test"]}
    assert tested <= set(alerts)


def test_the_dashboard_asks_one_source_and_has_no_panel_twice() -> None:
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text())
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    (variable,) = dashboard["templating"]["list"]
    assert {panel["datasource"]["uid"] for panel in panels} == {f"${{{variable['name']}}}"}
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    places = [tuple(panel["gridPos"].values()) for panel in panels]
    assert len(places) == len(set(places))


def test_states_of_the_outbox_are_told_by_the_words_of_the_code() -> None:
    assert {"sending", "dead"} <= {state.value for state in OutboxState}
    assert {"planned", "due", "sending", "dead"} <= set(Depth.__dataclass_fields__)
