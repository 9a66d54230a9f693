import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'everest-ts';
import { CONSTANTS_FILE, writeConstants } from './constants-file.js';
import { runScript } from './script.js';
import type { Lines, SignedFirmware, Steps } from './steps.js';

interface Parts {
  readonly log: Logger;
  /** Where scripts are looked for; the first folder that has one wins. */
  readonly folders: readonly string[];
  readonly builtIn: Steps;
}

type Script =
  | 'diagnostics_uploader.sh'
  | 'firmware_updater.sh'
  | 'signed_firmware_downloader.sh'
  | 'signed_firmware_installer.sh'
  | 'signed_firmware_metadata_parser.sh';

/** The script of the operator where there is one, the built-in step where there is none. */
export class ScriptedSteps implements Steps {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  updateFirmware(url: string, file: string, signal: AbortSignal): Lines {
    const { builtIn } = this.#parts;
    return this.#run('firmware_updater.sh', file, [url, file], signal) ?? builtIn.updateFirmware(url, file, signal);
  }

  downloadSigned(firmware: SignedFirmware, file: string, signal: AbortSignal): Lines {
    const { certificate, signature, url } = firmware;
    const args = [url, file, signature, certificate];
    return (
      this.#run('signed_firmware_downloader.sh', file, args, signal) ??
      this.#parts.builtIn.downloadSigned(firmware, file, signal)
    );
  }

  readMetadata(url: string, file: string, signal: AbortSignal): Lines {
    return (
      this.#run('signed_firmware_metadata_parser.sh', file, [url, file], signal) ??
      this.#parts.builtIn.readMetadata(url, file, signal)
    );
  }

  installSigned(url: string, file: string, signal: AbortSignal): Lines {
    return (
      this.#run('signed_firmware_installer.sh', file, [url, file], signal) ??
      this.#parts.builtIn.installSigned(url, file, signal)
    );
  }

  uploadDiagnostics(url: string, fileName: string, file: string, signal: AbortSignal): Lines {
    return (
      this.#run('diagnostics_uploader.sh', file, [url, fileName, file], signal) ??
      this.#parts.builtIn.uploadDiagnostics(url, fileName, file, signal)
    );
  }

  #run(script: Script, file: string, args: readonly string[], signal: AbortSignal): Lines | undefined {
    const folder = this.#parts.folders.find((candidate) => existsSync(join(candidate, script)));
    return folder === undefined ? undefined : this.#lines(join(folder, script), file, args, signal);
  }

  async *#lines(script: string, file: string, args: readonly string[], signal: AbortSignal): Lines {
    const own = join(dirname(script), CONSTANTS_FILE);
    const constants = existsSync(own) ? own : await writeConstants(dirname(file));
    yield* runScript(script, [constants, ...args], signal, this.#parts.log);
  }
}
