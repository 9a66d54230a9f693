import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';

const HEARTBEAT_MS = 1000;
const DEAD_AFTER_MS = 15_000;
const POLL_MS = 150;

/** Runs `work` while no other process holds the lock. A holder that died is noticed by its process id or its missing heartbeat. */
export async function withLock(file, onWait, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !tryCreate(file); waited = true) {
    if (isAbandoned(file) && breakLock(file)) continue;
    if (!waited) onWait();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  const release = () => rmSync(file, { force: true });
  const interrupted = () => {
    release();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    release();
  }
}

function tryCreate(file) {
  try {
    writeFileSync(file, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // somebody removed the folder: the lock is lost, the work goes on
  }
}

function isAbandoned(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (Date.now() - stats.mtimeMs > DEAD_AFTER_MS) return true;
  const [pid, host] = holder(file).split(' ');
  return host === hostname() && !isRunning(Number(pid));
}

/** Takes the abandoned lock away, and gives it back if another process was quicker and this is already its new lock. */
function breakLock(file) {
  const before = holder(file);
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return true;
  }
  const stolen = holder(aside) !== before;
  try {
    if (stolen) linkSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
  return !stolen;
}

function holder(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
