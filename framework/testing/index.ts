import type { ManualClock } from '../clock/manual-clock.js';
import type { ErrorObject, Mapping } from '../wire/messages.js';
import type { ModuleDefinition } from '../runtime/api.js';
import type { ModuleShape } from '../runtime/shapes.js';
export {};
