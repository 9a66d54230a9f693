"""The least that a manager has to do, written from the wire protocol alone: retained metadata, configuration, readiness.

Usage: minimal_manager.py <plan.json> <host> <port> <MQTT version>

The plan says what each start-up document contains, as text of the wire, so that it can be spelled as upstream spells it
(`500.0`). Every message below the prefix is told on stdout as one line of JSON, together with what was wrong with it. Lines of
JSON on stdin are published as they are told: {"topic", "text", "qos", "retain"}.
"""

import json
import sys
import threading

from everest_peer import Connection, check_keys, read_envelope

plan_file, host, port, version = sys.argv[1:5]
with open(plan_file, encoding="utf-8") as file:
    plan = json.load(file)

prefix = plan["prefix"]
bus = Connection(host, int(port), int(version))
output = threading.Lock()
ready = set()
configured = set()


def tell(line):
    with output:
        print(json.dumps(line), flush=True)


def retain_metadata():
    """In the order of upstream, before any module is there."""
    for topic, text in plan["metadata"]:
        bus.publish(prefix + topic, text, retain=True)


def clear_metadata():
    for topic, _text in plan["metadata"]:
        bus.publish(prefix + topic, "", qos=0, retain=True)


def on_request(message):
    problems = []
    envelope = read_envelope(problems, message, retained=False)
    tell({"seen": "config/request", "problems": problems, "payload": message.payload.decode()})
    if envelope is None:
        return
    kind, request = envelope
    check_keys(problems, message.topic, request, {"type", "origin", "request"})
    if kind != "ConfigurationRequest" or request["request"] != {"type": "Module"}:
        return
    origin = request["origin"]
    configured.add(origin)
    # one member after the other as upstream writes them: sorted by name
    bus.publish(f"{prefix}modules/{origin}/response", plan["documents"][origin])


def on_module_message(message):
    topic = message.topic[len(prefix):]
    problems = []
    envelope = read_envelope(problems, message, retained=False)
    line = {"seen": topic, "qos": message.qos, "retain": bool(message.retain), "problems": problems}
    tell({**line, "kind": envelope and envelope[0], "data": envelope and envelope[1]})
    if topic.endswith("/ready") and envelope is not None:
        on_ready(topic.split("/")[1])


def on_ready(module):
    if module not in configured or module in ready:
        tell({"problem": f"{module} is ready out of order"})
    ready.add(module)
    if ready == set(plan["documents"]):
        clear_metadata()
        bus.send(f"{prefix}ready", "GlobalReady", True)
        tell({"all_ready": sorted(ready)})


def on_other(message):
    tell({"other": message.topic, "qos": message.qos, "text": message.payload.decode("utf-8", "replace")})


bus.subscribe(f"{prefix}config/request", on_request, raw=True)
bus.subscribe(f"{prefix}modules/+/ready", on_module_message, raw=True)
bus.subscribe(f"{prefix}modules/+/metadata", on_module_message, raw=True)
bus.subscribe(f"{prefix}modules/+/impl/#", on_module_message, raw=True)
for topic_filter in plan.get("listen", []):
    bus.subscribe(topic_filter, on_other, raw=True)
retain_metadata()
tell({"serving": True})
for command in sys.stdin:
    wish = json.loads(command)
    bus.publish(wish["topic"], wish["text"], wish.get("qos", 2), wish.get("retain", False))
