import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort, Program, systemPrefix, temporaryFolder } from '../../support/manager-process.js';

const both = ['loud', 'quiet'];

let folder: ReturnType<typeof temporaryFolder>;
let manager: Program | undefined;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  manager?.kill('SIGKILL');
  await manager?.exited;
  manager = undefined;
  folder.remove();
});

/** Two modules that say at level info that they are ready; resolves with who has said what when the system has ended. */
async function linesOf(awaited: readonly string[], loggingConfig: string, ...args: string[]): Promise<string[]> {
  const logging = join(folder.path, 'logging.cfg');
  const config = join(folder.path, 'config.yaml');
  const troubled = { module: 'Troubled' };
  writeFileSync(logging, loggingConfig);
  writeFileSync(
    config,
    JSON.stringify({ settings: { logging_config_file: logging }, active_modules: { loud: troubled, quiet: troubled } }),
  );
  const env = { MQTT_SERVER_PORT: String(await freePort()) };
  const options = ['--prefix', systemPrefix, '--config', config, '--broker', 'embedded', ...args];
  manager = new Program('manager', options, env);
  await manager.until(({ stderr }) =>
    awaited.every((id) => stderr.includes(`"module":"${id}","msg":"module is ready"`)),
  );
  await manager.stop();
  return manager.stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { module?: string; msg: string; reason?: string })
    .map(({ module = 'manager', msg, reason }) => [module, msg, ...(reason === undefined ? [] : [reason])].join(': '));
}

describe('framework.md §34 · the logging configuration of a system', () => {
  test.each(['none', 'shared', 'module'])('levels of modules reach their hosts, isolation %s', async (isolation) => {
    const filter = '(%Process% = loud) or %Severity% >= ERRO';

    const lines = await linesOf(['loud'], `[Core]\nFilter="${filter}"\n`, '--isolation', isolation);

    expect(lines).toContain('loud: module is ready');
    expect(lines.filter((line) => !line.startsWith('loud'))).toEqual([]);
  });

  test('--log-level counts more', async () => {
    const lines = await linesOf(both, '[Core]\nFilter="%Severity% >= CRIT"\n', '--log-level', 'info');

    expect(lines).toEqual(expect.arrayContaining(['manager: manager starts', 'quiet: module is ready']));
  });

  test('what cannot be read is said, and everything is logged', async () => {
    const lines = await linesOf(both, '[Core]\nFilter="%Severity% >= LOUD"\n');

    expect(lines).toContainEqual(expect.stringContaining('there is no severity "LOUD"'));
    expect(lines).toContain('quiet: module is ready');
  });
});
