import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts CPU time in ticks of this length, in ms (`getconf CLK_TCK` is 100 everywhere). */
const TICK_MS = 10;

/** `pid` and everything that it started, directly or not. */
export function processTree(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = fields(name)?.[1];
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const each of found) found.push(...(children.get(each) ?? []));
  return found;
}

/** Proportional set size in bytes, as the kernel counts it: a page shared with n processes counts 1/n. */
export function proportionalSetSize(pids) {
  const sizes = pids.map(
    (pid) => /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0,
  );
  return sizes.reduce((sum, size) => sum + Number(size) * 1024, 0);
}

/**
 * What the PSS of these processes would be if no other process of the machine shared a file with them (this program and
 * other Node programs share the text of Node, which makes the plain PSS look better than it is), in bytes.
 */
export function setSizeAlone(pids) {
  const shared = new Map();
  let bytes = 0;
  for (const pid of pids) {
    for (const { key, resident, own } of mappings(pid)) {
      bytes += own;
      shared.set(key, Math.max(shared.get(key) ?? 0, resident - own));
    }
  }
  return [...shared.values()].reduce((sum, size) => sum + size, bytes);
}

function mappings(pid) {
  const found = [];
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const head = /^[0-9a-f]+-[0-9a-f]+ \S+ ([0-9a-f]+) (\S+) (\d+)/.exec(line);
    if (head !== null) found.push({ key: head.slice(1).join(' '), resident: 0, own: 0 });
    const size = /^(Rss|Private_Clean|Private_Dirty):\s+(\d+) kB/.exec(line);
    if (size === null) continue;
    found.at(-1)[size[1] === 'Rss' ? 'resident' : 'own'] += Number(size[2]) * 1024;
  }
  return found;
}

/** CPU time that these processes have used so far, in ms. */
export function cpuTime(pids) {
  return pids.reduce((sum, pid) => {
    const all = fields(pid) ?? [];
    return sum + (Number(all[11]) + Number(all[12])) * TICK_MS;
  }, 0);
}

/** The fields of /proc/<pid>/stat from the state on; undefined for a process that is gone. */
function fields(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
