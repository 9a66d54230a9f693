import { openClock, RealClock, type Pace } from '../clock/index.js';
import { Backlog } from '../wire/backlog.js';
import type { Transport } from '../wire/transport.js';
import type { HostOptions } from './host.js';

type HostClocks = Required<Pick<HostOptions, 'clock' | 'onReady' | 'openConnection' | 'wallClock'>>;

/** The clocks of a host, and its connection, which a faster clock waits for. */
export function hostClocks(pace: Pace, openConnection: () => Promise<Transport>): HostClocks {
  const backlog = new Backlog();
  const { clock, release } = openClock(pace, () => backlog.isBehind());
  return {
    clock,
    wallClock: new RealClock(),
    openConnection: pace.scale === 1 ? openConnection : async () => backlog.watch(await openConnection()),
    onReady: release,
  };
}
