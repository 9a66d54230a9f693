import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import { createValidator } from '../declarations/validator.js';
import { BootstrapFailed, fetchMetadata, fetchModuleConfig } from '../runtime/bootstrap.js';
import { DropLog } from '../runtime/drop-log.js';
import type { ModuleScope } from '../runtime/module-scope.js';
import { ValueChecks, type Mismatch } from '../runtime/value-checks.js';
import type { Bus } from '../wire/bus.js';
import type { CoreSettings } from './messages.js';

/** framework.md §17.3 and §18: without `validate_schema` anything passes, and results are never looked at. */
class UpstreamChecks extends ValueChecks {
  override readonly received: Mismatch = this.sent;
  override readonly shape: Mismatch = () => undefined;
  override readonly excuse: Mismatch = () => undefined;
}

export interface ScopeOptions {
  readonly settings: CoreSettings;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly fail: (cause: unknown) => void;
}

/** framework.md §16.2 steps 2 and 3. Whether values are checked is said by the environment, not by the manager's settings. */
export async function fetchScope(options: ScopeOptions): Promise<ModuleScope> {
  const { settings, bus, clock, log, signal, fail } = options;
  const { moduleId: id, validateSchema: strict } = settings;
  const [document, metadata] = await Promise.all([fetchModuleConfig(bus, clock, id), fetchMetadata(bus, clock)]);
  const name = document.module_config.module_name;
  const manifest = metadata.manifests.get(name);
  if (manifest === undefined) throw new BootstrapFailed(`no manifest of ${name}`);
  const typeDocument = (file: string): ReturnType<typeof metadata.types.get> => metadata.types.get(file);
  const validator = createValidator(typeDocument);
  const validate: Mismatch = (schema, value) => validator.validate(schema, value);
  return {
    id,
    name,
    bus,
    clock,
    wallClock: clock,
    log,
    manifest,
    document,
    metadata,
    signal,
    checks: new UpstreamChecks({ strict, validate, shape: () => undefined }),
    dropped: new DropLog(log),
    pending: new Set(),
    fail,
  };
}
