"""A small module runtime in Python, written from the wire protocol alone and with nothing but an MQTT client.

It is strict where upstream is lenient: every message that is not exactly what the protocol says is kept as a problem, so that
a test fails over it instead of passing by luck.
"""

import json
import os
import queue
import re
import threading
import uuid
from datetime import datetime, timezone

import paho.mqtt.client as mqtt

WAIT_S = 5.0
CALL_S = 300.0
UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
TIMESTAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
ERROR_KEYS = {
    "type", "sub_type", "message", "description", "severity", "origin", "state", "timestamp", "uuid", "vendor_id",
}
MESSAGE_TYPES = {
    "Var", "Cmd", "CmdResult", "RaiseError", "ClearError", "ConfigurationRequest", "ConfigurationResponse",
    "ModuleReady", "GlobalReady",
}


class CommandError(Exception):
    """An error result; `kind` is its `__everest__error_type`."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def new_client(version):
    """A client of paho 1 or 2; `version` is 5 or 4 (3.1.1)."""
    protocol = mqtt.MQTTv5 if version == 5 else mqtt.MQTTv311
    if hasattr(mqtt, "CallbackAPIVersion"):
        return mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, protocol=protocol)
    return mqtt.Client(protocol=protocol)


def check_keys(problems, where, value, required, optional=()):
    """The members of an object, to the letter."""
    if not isinstance(value, dict):
        problems.append(f"{where}: is no object: {value!r}")
        return False
    for key in sorted(set(required) - set(value)):
        problems.append(f"{where}: lacks {key}")
    for key in sorted(set(value) - set(required) - set(optional)):
        problems.append(f"{where}: has the unknown member {key}")
    for key in sorted(optional):
        if key in value and value[key] is None:
            problems.append(f"{where}: {key} is null instead of left out")
    return set(required) <= set(value)


def check_error(problems, where, error, kind):
    """An error object, framework protocol section 19.1."""
    if not check_keys(problems, where, error, ERROR_KEYS):
        return
    check_keys(problems, f"{where} origin", error["origin"], {"module_id", "implementation_id"}, {"mapping"})
    if error["origin"].get("mapping") is not None:
        check_keys(problems, f"{where} mapping", error["origin"]["mapping"], {"evse"}, {"connector"})
    if not TIMESTAMP.match(error["timestamp"]):
        problems.append(f"{where}: timestamp {error['timestamp']}")
    if not UUID.match(error["uuid"]):
        problems.append(f"{where}: uuid {error['uuid']}")
    state = {"RaiseError": "Active", "ClearError": "ClearedByModule"}[kind]
    if error["state"] != state:
        problems.append(f"{where}: state {error['state']} in a {kind}")
    if error["severity"] not in ("Low", "Medium", "High"):
        problems.append(f"{where}: severity {error['severity']}")


def check_data(problems, where, kind, data):
    """What is inside the envelope, for each kind of message."""
    if kind == "Var":
        check_keys(problems, where, data, {"data"})
    elif kind == "Cmd":
        if check_keys(problems, where, data, {"id", "args", "origin"}):
            if not UUID.match(data["id"]):
                problems.append(f"{where}: id {data['id']} is no UUID")
            if data["args"] is not None and not isinstance(data["args"], dict):
                problems.append(f"{where}: args {data['args']!r}")
    elif kind == "CmdResult":
        if check_keys(problems, where, data, {"type", "data"}) and data["type"] == "result":
            check_keys(problems, where, data["data"], {"id", "origin"} | ({"retval"} & set(data["data"])), {"error"})
            if data["data"].get("error") is not None:
                names = {"__everest__error_type", "__everest__error_msg"}
                check_keys(problems, f"{where} error", data["data"]["error"], names)
            elif "retval" not in data["data"]:
                problems.append(f"{where}: neither retval nor error")
    elif kind in ("RaiseError", "ClearError"):
        check_error(problems, where, data, kind)
    elif kind in ("ModuleReady", "GlobalReady") and data is not True:
        problems.append(f"{where}: {kind} carries {data!r}")


def read_envelope(problems, message, retained):
    """The type and data of a message below the everest prefix, or None; notes what is not as it has to be."""
    where = message.topic
    if message.qos != 2:
        problems.append(f"{where}: QoS {message.qos}")
    if bool(message.retain) != retained:
        problems.append(f"{where}: retain {bool(message.retain)}")
    try:
        envelope = json.loads(message.payload.decode("utf-8"))
    except ValueError as error:
        problems.append(f"{where}: {error}")
        return None
    if not check_keys(problems, where, envelope, {"msg_type", "data"}):
        return None
    kind, data = envelope["msg_type"], envelope["data"]
    if kind not in MESSAGE_TYPES:
        problems.append(f"{where}: msg_type {kind}")
        return None
    check_data(problems, where, kind, data)
    return kind, data


class Connection:
    """Exact topics of one MQTT connection; handlers of one topic run one after the other, those of different ones at once."""

    def __init__(self, host, port, version):
        self.problems = []
        self._handlers = {}
        self._subscribed = {}
        self._client = new_client(version)
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._on_subscribe
        connected = threading.Event()
        self._client.on_connect = lambda *_args: connected.set()
        self._client.connect(host, port, keepalive=20)
        self._client.loop_start()
        if not connected.wait(WAIT_S):
            raise TimeoutError("the broker does not answer")

    def subscribe(self, topic, handler, qos=2, retained=False, raw=False):
        """Returns when the broker has acknowledged."""
        lane = queue.Queue()
        self._handlers[topic] = (lane, retained, raw)
        threading.Thread(target=self._work, args=(lane, handler), daemon=True).start()
        done = threading.Event()
        _result, mid = self._client.subscribe(topic, qos)
        self._subscribed.setdefault(mid, threading.Event())
        done = self._subscribed[mid]
        if not done.wait(WAIT_S):
            raise TimeoutError(f"no acknowledgement for {topic}")

    def unsubscribe(self, topic):
        lane, _retained, _raw = self._handlers.pop(topic)
        lane.put(None)
        self._client.unsubscribe(topic)

    def publish(self, topic, payload, qos=2, retain=False):
        text = payload if isinstance(payload, str) else json.dumps(payload, separators=(",", ":"), sort_keys=True)
        self._client.publish(topic, text, qos, retain)

    def send(self, topic, kind, data, retain=False):
        self.publish(topic, {"msg_type": kind, "data": data}, retain=retain)

    def close(self):
        self._client.disconnect()
        self._client.loop_stop()

    def _on_subscribe(self, _client, _userdata, mid, *_rest):
        self._subscribed.setdefault(mid, threading.Event()).set()

    def _on_message(self, _client, _userdata, message):
        for topic, (lane, retained, raw) in list(self._handlers.items()):
            if not mqtt.topic_matches_sub(topic, message.topic):
                continue
            if raw:
                lane.put((message,))
                continue
            envelope = read_envelope(self.problems, message, retained)
            if envelope is not None:
                lane.put(envelope)

    @staticmethod
    def _work(lane, handler):
        while True:
            task = lane.get()
            if task is None:
                return
            handler(*task)


class Module:
    """One module: bootstrap, commands, variables, errors, readiness, shutdown, configuration service."""

    def __init__(self, env=os.environ):
        self.id = env["EV_MODULE"]
        self.prefix = env.get("EV_MQTT_EVEREST_PREFIX", "everest/")
        self.external_prefix = env.get("EV_MQTT_EXTERNAL_PREFIX", "")
        host, port = env.get("EV_MQTT_BROKER_HOST", "localhost"), int(env.get("EV_MQTT_BROKER_PORT", "1883"))
        self.bus = Connection(host, port, int(env.get("EV_MQTT_VERSION", "5")))
        self.problems = self.bus.problems
        self._pending = {}
        self._results = set()
        self.metadata = {}
        self.shut_down = threading.Event()
        self._bootstrap()

    # -- start-up

    def _bootstrap(self):
        reply = self._ask({"type": "Get", "request": {"type": "Module"}})
        check_keys(self.problems, "Get/Module", reply, {"status", "status_info", "type", "response"})
        document = reply["response"]["data"]
        check_keys(self.problems, "document", document, {"module_config", "mappings"}, {"telemetry_config"})
        self.config = document["module_config"]
        self._check_config(self.config)
        self.mappings = document["mappings"]
        self.interfaces = {name: self._retained(f"interface_definitions/{name}") for name in self._retained("interfaces")}
        self.types = {name: self._retained(f"type_definitions{name}") for name in self._retained("types")}
        self.settings = self._retained("settings")
        names = {"prefix", "etc_dir", "data_dir", "modules_dir", "telemetry_prefix", "telemetry_enabled"}
        check_keys(self.problems, "settings", self.settings, names | {"validate_schema", "forward_exceptions"})
        if self.settings["validate_schema"]:
            schemas = self._retained("schemas")
            check_keys(self.problems, "schemas", schemas, {"config", "manifest", "interface", "type", "error_declaration_list"})
        self.module_names = self._retained("module_names")
        self.manifests = {name: self._retained(f"manifests/{name}") for name in self.module_names.values()}
        for name, interface in self.interfaces.items():
            check_keys(self.problems, f"interface {name}", interface, {"cmds", "vars", "errors"})
        for name, manifest in self.manifests.items():
            required = {"description", "metadata", "provides", "requires"}
            flags = {"enable_external_mqtt", "enable_telemetry", "enable_global_errors"}
            check_keys(self.problems, f"manifest {name}", manifest, required | flags)
        self.manifest = self.manifests[self.config["module_name"]]
        self._subscribe_errors()
        self.bus.subscribe(f"{self.prefix}shutdown", self._on_shutdown, raw=True)
        provides = {name: {"interface": entry["interface"]} for name, entry in self.manifest["provides"].items()}
        self._send("metadata", "ConfigurationResponse", {"module": self.config["module_name"], "provides": provides})

    def _check_config(self, config):
        required = {"standalone", "module_name", "module_id", "configuration_parameters", "telemetry_enabled"}
        optional = {"capabilities", "telemetry_config"}
        check_keys(self.problems, "module_config", config, required | {"connections", "mapping", "access"}, optional)
        for implementation, parameters in config["configuration_parameters"].items():
            if [entry["name"] for entry in parameters] != sorted(entry["name"] for entry in parameters):
                self.problems.append(f"parameters of {implementation} are in no order")
            for entry in parameters:
                check_keys(self.problems, entry.get("name"), entry, {"name", "value", "characteristics"})
                kinds = {"string": str, "number": float, "integer": int, "bool": bool}
                kind = kinds[entry["characteristics"]["datatype"]]
                if type(entry["value"]) is not kind:
                    self.problems.append(f"{entry['name']}: {entry['value']!r} is no {kind.__name__}")
        for slots in config["connections"].values():
            for index, slot in enumerate(slots):
                check_keys(self.problems, "connection", slot, {"module_id", "implementation_id", "requirement"})
                if slot["requirement"].get("index", 0) != index or slot["requirement"].get("index") == 0:
                    self.problems.append(f"slot {index} is written as {slot['requirement']}")

    def _retained(self, name):
        answer = queue.Queue()
        topic = f"{self.prefix}{name}"
        self.bus.subscribe(topic, lambda _kind, data: answer.put(data), retained=True)
        data = answer.get(timeout=WAIT_S)
        self.bus.unsubscribe(topic)
        return data

    def _ask(self, request):
        answer = queue.Queue()
        topic = f"{self.prefix}modules/{self.id}/response"
        self.bus.subscribe(topic, lambda _kind, data: answer.put(data))
        self.bus.send(f"{self.prefix}config/request", "ConfigurationRequest", {"origin": self.id, **request})
        reply = answer.get(timeout=2 * WAIT_S)
        self.bus.unsubscribe(topic)
        return reply

    def init_done(self, on_ready):
        """Says that the module is ready; `on_ready` runs once, with the global ready."""
        first = threading.Lock()

        def ready(_kind, data):
            if data is True and first.acquire(blocking=False):
                threading.Thread(target=on_ready, daemon=True).start()

        self.bus.subscribe(f"{self.prefix}ready", ready)
        self._send("ready", "ModuleReady", True)

    # -- commands and variables

    def implement(self, implementation, command, handler):
        topic = self._topic(self.id, implementation, "cmd", command)

        def serve(_kind, data):
            outcome = {"id": data["id"], "origin": self.id}
            try:
                outcome["retval"] = handler(**(data["args"] or {}))
            except CommandError as error:
                outcome["error"] = {"__everest__error_type": error.kind, "__everest__error_msg": str(error)}
            self.bus.send(f"{topic}/response/{data['origin']}", "CmdResult", {"type": "result", "data": outcome})

        self.bus.subscribe(topic, serve)

    def call(self, requirement, command, args=None, index=0, timeout=CALL_S):
        slot = self.config["connections"][requirement][index]
        topic = self._topic(slot["module_id"], slot["implementation_id"], "cmd", command)
        response = f"{topic}/response/{self.id}"
        if response not in self._results:
            self._results.add(response)
            self.bus.subscribe(response, self._on_result)
        call_id, answer = str(uuid.uuid4()), queue.Queue()
        self._pending[call_id] = answer
        self.bus.send(topic, "Cmd", {"id": call_id, "args": args, "origin": self.id})
        result = answer.get(timeout=timeout)
        if "error" in result:
            raise CommandError(result["error"]["__everest__error_type"], result["error"]["__everest__error_msg"])
        if result["origin"] != slot["module_id"]:
            self.problems.append(f"{response}: origin {result['origin']}")
        return result["retval"]

    def _on_result(self, _kind, data):
        answer = self._pending.pop(data["data"]["id"], None)
        if answer is not None:
            answer.put(data["data"])

    def publish(self, implementation, variable, value):
        self.bus.send(self._topic(self.id, implementation, "var", variable), "Var", {"data": value})

    def subscribe(self, requirement, variable, handler, index=0):
        slot = self.config["connections"][requirement][index]
        topic = self._topic(slot["module_id"], slot["implementation_id"], "var", variable)
        self.bus.subscribe(topic, lambda _kind, data: handler(data["data"]))

    # -- errors

    def error(self, implementation, kind, message, sub_type="", severity="Low"):
        namespace, name = kind.split("/")
        interface = self.interfaces[self.manifest["provides"][implementation]["interface"]]
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        return {
            "type": kind, "sub_type": sub_type, "message": message, "severity": severity,
            "description": interface["errors"][namespace][name]["description"],
            "origin": {"module_id": self.id, "implementation_id": implementation},
            "state": "Active", "timestamp": now, "uuid": str(uuid.uuid4()), "vendor_id": "everest",
        }

    def raise_error(self, implementation, error):
        self.bus.send(self._topic(self.id, implementation, "error", error["type"]), "RaiseError", error)

    def clear_error(self, implementation, error):
        cleared = {**error, "state": "ClearedByModule"}
        self.bus.send(self._topic(self.id, implementation, "error", error["type"]), "ClearError", cleared)

    def _subscribe_errors(self):
        self.errors = queue.Queue()
        for requirement, slots in self.config["connections"].items():
            interface = self.interfaces[self.manifest["requires"][requirement]["interface"]]
            for slot in slots:
                for namespace, errors in interface["errors"].items():
                    for name in errors:
                        topic = self._topic(slot["module_id"], slot["implementation_id"], "error", f"{namespace}/{name}")
                        self.bus.subscribe(topic, lambda _kind, error: self.errors.put(error))

    # -- configuration service and shutdown

    def get_config(self, **identifier):
        return self._ask({"type": "Get", "request": {"type": "Value", "identifier": identifier}})

    def set_config(self, value, **identifier):
        return self._ask({"type": "Set", "request": {"identifier": identifier, "value": value}})

    def _on_shutdown(self, message):
        if message.payload != b"true":
            self.problems.append(f"shutdown carries {message.payload!r}")
        self.shut_down.set()

    # -- helpers

    def _topic(self, module, implementation, kind, name):
        return f"{self.prefix}modules/{module}/impl/{implementation}/{kind}/{name}"

    def _send(self, name, kind, data):
        self.bus.send(f"{self.prefix}modules/{self.id}/{name}", kind, data)
