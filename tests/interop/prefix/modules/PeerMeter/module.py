"""Plays a meter for a display of the system, and tells on `interop/result` what it saw and what was not to the letter."""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from everest_peer import CommandError, Module  # noqa: E402

RESULTS = ("MessageParsingError", "SchemaValidationError", "HandlerException", "CmdTimeout", "Shutdown", "NotReady")

module = Module()
seen = {"before_ready": module.call("display", "show", {"page": 1, "title": "early"})}
finished = threading.Event()


def fail(how):
    raise CommandError(how, f"as told: {how}")


def set_limit(ampere):
    return {"status": "ok" if ampere <= 32 else "refused"}


def outcome(command, args):
    try:
        return module.call("display", command, args)
    except CommandError as error:
        return [error.kind, str(error)]


def next_error():
    error = module.errors.get(timeout=5)
    return [error["type"], error["sub_type"], error["state"], error["severity"], error["uuid"]]


def on_ready():
    pages = []
    module.subscribe("display", "page", pages.append)
    seen["show"] = outcome("show", {"page": 7, "title": "hot"})
    seen["raised"] = next_error()
    seen["show_late"] = outcome("show", {"page": 700, "title": "cold"})
    seen["cleared"] = next_error()
    seen["clear_null"] = outcome("clear", None)
    seen["clear_empty"] = outcome("clear", {})
    seen["extra"] = outcome("show", {"page": 8, "title": "more", "unheard": [1]})
    seen["failures"] = {how: outcome("fail", {"how": how}) for how in RESULTS}
    seen["thrown"] = outcome("fail", {"how": "throw"})
    seen["wrong"] = outcome("show", {"page": "seven", "title": "x"})
    seen["missing"] = outcome("show", {"page": 7})
    seen["pages"] = pages
    seen["gain"] = module.get_config(module_id=module.id, configuration_parameter_name="gain")["response"]
    seen["denied"] = module.get_config(module_id="display", configuration_parameter_name="brightness")["status"]
    module.publish("main", "reading", {"power_W": 7200.5})
    module.publish("main", "reading", {"power_W": 10, "phase": None})
    module.publish("main", "reading", {"phase": "L1"})
    module.publish("main", "reading", {"power_W": 11, "more": [1]})
    hot = module.error("main", "interop/NoData", "nothing", "line", "High")
    module.raise_error("main", hot)
    module.clear_error("main", hot)
    seen["module"] = {key: module.config[key] for key in ("module_name", "module_id", "standalone")}
    seen["types"] = sorted(module.types)
    seen["problems"] = module.problems
    module.bus.publish(module.external_prefix + "interop/result", seen)


module.implement("main", "set_limit", set_limit)
module.implement("main", "reset", lambda: None)
module.implement("main", "fail", fail)
module.init_done(on_ready)
module.shut_down.wait()
module.bus.close()
