import { EverestError } from '../../errors/everest-error.js';

/** One thing wrong with a configuration file; `key` is like `Core.HeartbeatInterval`, empty for the file as a whole. */
export interface ConfigurationProblem {
  readonly file: string;
  readonly key: string;
  readonly message: string;
}

/** The charge point cannot start with these files. All problems are listed, one a line. */
export class ConfigurationInvalid extends EverestError {
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super('CFG_OCPP16_INVALID', problems.map(describe).join('\n'), { details: { problems } });
    this.problems = problems;
  }
}

function describe({ file, key, message }: ConfigurationProblem): string {
  return key === '' ? `${file}: ${message}` : `${file}: ${key}: ${message}`;
}
