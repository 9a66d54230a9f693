import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { defineModule } from 'everest-ts';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { System } from '#generated/modules/System';
import type { FirmwareUpdateRequest, UploadLogsRequest } from '#generated/types/system';
import { TransferFailed, type TransferFailure } from '../../../../lib/transfer/index.js';
import { runSystem } from '../../../../modules/System/system.js';
import { temporaryFolder } from '../../../support/manager-process.js';

export interface SystemOptions {
  readonly config?: Partial<System['config']['module']>;
  /** Operator's scripts by name: the lines of a shell script. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly withStore?: boolean;
}

/** The module with a network of the test's making. */
export class SystemKit {
  readonly kit: ModuleKit<System>;
  readonly folder: string;
  readonly stored = new Map<string, unknown>();
  /** What a download brings. */
  image: Buffer | string = 'image';
  /** Fates of the next transfers; `hang` lasts until it is cancelled. Then they succeed. */
  readonly fates: (TransferFailure | 'hang')[] = [];
  readonly transfers: string[] = [];
  readonly #remove: () => void;

  static async start(options: SystemOptions = {}): Promise<SystemKit> {
    const { path, remove } = temporaryFolder();
    const share = join(path, 'share/modules/System');
    const work = join(path, 'work');
    mkdirSync(share, { recursive: true });
    mkdirSync(work);
    for (const [name, lines] of Object.entries(options.scripts ?? {})) {
      writeFileSync(join(share, name), `#!/bin/sh\n${lines}\n`);
      chmodSync(join(share, name), 0o755);
    }
    const system: { kit?: SystemKit } = {};
    const transfer = {
      download: async (url: string, file: string, { signal }: { signal?: AbortSignal } = {}) => {
        await system.kit?.transferred(`GET ${url}`, signal);
        await writeFile(file, system.kit?.image ?? '');
      },
      upload: async (_file: string, name: string, url: string, { signal }: { signal?: AbortSignal } = {}) =>
        system.kit?.transferred(`PUT ${url} ${name}`, signal),
    };
    const definition = defineModule<System>((context) => runSystem(context, { transfer, temporaryFolder: work }));
    const stored = new Map<string, unknown>();
    const kit = await startModule<System>('System', definition, {
      shareDir: join(path, 'share'),
      config: { module: options.config ?? {} },
      connections: { store: options.withStore === true ? 1 : 0 },
      answers: {
        store: {
          exists: ({ key }) => stored.has(key),
          load: ({ key }) => (stored.get(key) ?? null) as string | null,
          store: ({ key, value }) => void stored.set(key, value),
          delete: ({ key }) => void stored.delete(key),
        },
      },
    });
    return (system.kit = new SystemKit(kit, path, remove, stored));
  }

  private constructor(kit: ModuleKit<System>, folder: string, remove: () => void, stored: Map<string, unknown>) {
    this.kit = kit;
    this.folder = folder;
    this.stored = stored;
    this.#remove = remove;
  }

  async transferred(what: string, signal: AbortSignal | undefined): Promise<void> {
    this.transfers.push(what);
    const fate = this.fates.shift();
    if (fate === 'hang') {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cancelled'))));
    } else if (fate !== undefined) throw new TransferFailed(fate, 'as the test wants it');
  }

  update(request: Partial<FirmwareUpdateRequest>): Promise<string> {
    return this.kit.call('main', 'update_firmware', {
      firmware_update_request: { location: 'ftp://host/fw.bin', request_id: -1, ...request },
    });
  }

  uploadLogs(request: Partial<UploadLogsRequest> = {}): Promise<{ upload_logs_status: string; file_name?: string }> {
    return this.kit.call('main', 'upload_logs', {
      upload_logs_request: { location: 'ftp://host/logs/', ...request },
    }) as Promise<{ upload_logs_status: string; file_name?: string }>;
  }

  /** `<request id> <status>`, and the metadata if there is some. */
  firmware(): string[] {
    return this.kit
      .published('main', 'firmware_update_status')
      .map(({ firmware_update_metadata: metadata, firmware_update_status: status, request_id: id }) =>
        [id, status, ...(metadata === undefined ? [] : [JSON.stringify(metadata)])].join(' '),
      );
  }

  logs(): string[] {
    return this.kit.published('main', 'log_status').map(({ log_status, request_id }) => `${request_id} ${log_status}`);
  }

  /** Lets time pass until `seen` holds. Files and scripts are real: each round gives them a moment. */
  async until(seen: () => boolean, stepMs = 500): Promise<void> {
    for (let round = 0; round < 4000; round++) {
      if (seen()) return;
      await this.kit.clock.advance(stepMs);
      await setTimeout(1);
    }
    throw new Error(`did not come: ${[...this.firmware(), ...this.logs()].join(', ')}`);
  }

  /** The statuses until the given one, and what comes in the minute after it. */
  async firmwareUntil(status: string): Promise<string[]> {
    await this.until(() => this.firmware().some((line) => line.includes(status)));
    await this.kit.clock.advance(60_000);
    return this.firmware();
  }

  async logsUntil(status: string): Promise<string[]> {
    await this.until(() => this.logs().includes(status));
    await this.kit.clock.advance(60_000);
    return this.logs();
  }

  inMinutes(minutes: number): string {
    return new Date(this.kit.clock.now() + minutes * 60_000).toISOString();
  }

  /** Temporary files that are there now. */
  files(): string[] {
    const work = join(this.folder, 'work');
    return readdirSync(work).flatMap((name) => filesIn(join(work, name)));
  }

  async close(): Promise<void> {
    await this.kit.close();
    this.#remove();
  }
}

/** None where the folder has gone meanwhile. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
