import { dirname } from 'node:path';
import type { Logger } from '../../lib/log/logger.js';
import { errorText } from '../../lib/errors/everest-error.js';
import { formatProblems, openConfiguration } from '../config/index.js';
import type { Manager } from '../manager.js';
import { ConfigFolder, type CheckConfig } from './config-folder.js';
import { Controller } from './controller.js';

/** Where modules and declarations are, as the command line has it. */
interface Places {
  readonly prefix?: string;
  readonly addDir: readonly string[];
}

/** The controller of a manager, as its settings have it. */
export function startController(
  manager: Pick<Manager, 'restart' | 'system'>,
  places: Places,
  log: Logger,
): Promise<Controller> {
  const { configuration, paths } = manager.system;
  const { controllerPort: port, controllerRpcTimeoutMs: rpcTimeoutMs } = configuration.settings;
  return Controller.start({
    port,
    rpcTimeoutMs,
    wwwDir: paths.wwwDir,
    log,
    declarations: () => manager.system.declarations,
    configs: new ConfigFolder(paths.configsDir, checkAgainst(places), log),
    restart: () => manager.restart(),
  });
}

/** What the manager itself would say of a file at a start. */
function checkAgainst({ prefix, addDir: addDirs }: Places): CheckConfig {
  return (config) => {
    try {
      const { problems } = openConfiguration({ prefix, addDirs, config, env: process.env });
      const errors = problems.filter(({ severity }) => severity === 'error');
      return errors.length === 0 ? [] : formatProblems(errors, dirname(config)).split('\n');
    } catch (error) {
      return [errorText(error)];
    }
  };
}
