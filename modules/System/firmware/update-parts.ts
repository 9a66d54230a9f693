import type { ModuleContext } from 'everest-ts';
import type { System } from '#generated/modules/System';
import type { BootReasonNote } from '../boot-reason.js';
import type { Reset } from '../reset.js';
import type { Steps } from '../steps/steps.js';
import type { TemporaryFiles } from '../temporary-files.js';

/** What both kinds of update need. */
export type UpdateParts = Pick<ModuleContext<System>, 'clock' | 'config' | 'fail' | 'log' | 'signal'> & {
  readonly bootReason: BootReasonNote;
  readonly files: TemporaryFiles;
  readonly publish: ModuleContext<System>['provides']['main']['publish']['firmware_update_status'];
  readonly reset: Reset;
  readonly steps: Steps;
};
