import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RealClock } from '../../framework/clock/index.js';
import { positionAt, readYaml, readYamlFile, type Problem } from '../../framework/declarations/index.js';
import { errorText } from '../../lib/errors/everest-error.js';
import { silentLogger } from '../../lib/log/logger.js';
import { ConfigurationInvalid, loadConfiguration, type ConfigurationProblem } from '../../lib/ocpp16/index.js';
import type { Configuration, RuntimePaths } from '../../manager/config/index.js';
import { findOcppFiles, type OcppFiles } from './station-plan.js';

/** What keeps the OCPP 1.6 modules of a configuration from starting, found before anything is started. */
export async function findOcppProblems(configuration: Configuration, paths: RuntimePaths): Promise<readonly Problem[]> {
  const found = findOcppFiles(configuration, paths).map((files) => problemsOf(files, configuration.file));
  return (await Promise.all(found)).flat();
}

async function problemsOf(files: OcppFiles, yamlFile: string): Promise<readonly Problem[]> {
  const { configFile } = files;
  if (!existsSync(configFile)) return [missing(files, yamlFile, `there is no file ${configFile}`)];
  if (!statSync(configFile).isFile()) return [missing(files, yamlFile, `${configFile} is not a file`)];
  const unreadable = [configFile, files.userConfigFile].filter(existsSync).flatMap(syntaxProblem);
  return unreadable.length > 0 ? unreadable : contentProblems(files);
}

/** At the place of the YAML that names the file. */
function missing({ moduleId }: OcppFiles, file: string, message: string): Problem {
  const path = ['active_modules', moduleId, 'config_module', 'ChargePointConfigPath'];
  const { root } = readYamlFile(file);
  const at = root === undefined ? { file } : positionAt(root, path);
  return { severity: 'error', ...at, path: 'config_module.ChargePointConfigPath', message };
}

function syntaxProblem(file: string): Problem[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = errorText(error).replaceAll(/\s+/g, ' ');
    const [said, offset] = / in JSON at position (\d+).*$/.exec(message) ?? [];
    if (said === undefined || offset === undefined)
      return [
        { severity: 'error', file, path: '', message: `is not JSON: ${message.replace(/ is not valid JSON$/, '')}` },
      ];
    const before = text.slice(0, Number(offset)).split('\n');
    const at = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return [{ severity: 'error', ...at, path: '', message: `is not JSON: ${message.replace(said, '')}` }];
  }
}

/** The loader makes a missing user file; a check is to leave nothing behind. */
async function contentProblems(files: OcppFiles): Promise<readonly Problem[]> {
  const folder = mkdtempSync(join(tmpdir(), 'everest-ts-'));
  const { configFile, userConfigFile, schemaFolder } = files;
  try {
    await loadConfiguration({
      configPath: configFile,
      userConfigPath: existsSync(userConfigFile) ? userConfigFile : resolve(folder, 'user_config.json'),
      numberOfConnectors: files.numberOfConnectors,
      ...(existsSync(schemaFolder) && { schemaDirectory: schemaFolder }),
      log: silentLogger,
      clock: new RealClock(),
    });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return withoutFollowUps(error.problems).map(placed);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A section that is missing as a whole is one problem, not one for each of its keys. */
function withoutFollowUps(problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] {
  const isMissing = (file: string, section: string): boolean => {
    const { root } = readYaml(file, readFileSync(file, 'utf8'));
    return root !== undefined && !root.entries.has(section);
  };
  const sections = problems.map((problem) => {
    const [section = '', key] = problem.key.split('.');
    if (key === undefined || problem.message !== 'is missing' || !isMissing(problem.file, section)) return problem;
    return { ...problem, key: section, message: 'section is missing' };
  });
  return [...new Map(sections.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** JSON is YAML too, so the reader of YAML knows where a key stands. */
function placed({ file, key, message }: ConfigurationProblem): Problem {
  const { root } = readYaml(file, readFileSync(file, 'utf8'));
  const at = root === undefined || key === '' ? { file } : positionAt(root, key.split('.'));
  return { severity: 'error', ...at, path: key, message };
}
