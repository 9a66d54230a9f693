import { EverestError } from '../lib/errors/everest-error.js';

/** Runs what a command does; what the user can put right is printed, and the command ends with 1. */
export function reported(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
