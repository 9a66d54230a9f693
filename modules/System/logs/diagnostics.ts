import { arch, freemem, hostname, loadavg, platform, release, totalmem, uptime } from 'node:os';
import { timestamp, type Clock } from 'everest-ts';
import type { UploadLogsRequest } from '#generated/types/system';

/** What the station can say of itself without asking anybody; sizes in bytes. */
export function diagnostics({ latest_timestamp, oldest_timestamp, type }: UploadLogsRequest, clock: Clock): string {
  const facts = {
    created: timestamp(clock),
    ...(type !== undefined && { type }),
    ...(oldest_timestamp !== undefined && { oldest_timestamp }),
    ...(latest_timestamp !== undefined && { latest_timestamp }),
    host: hostname(),
    platform: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    uptime_s: Math.floor(uptime()),
    load: loadavg(),
    memory: { total: totalmem(), free: freemem(), used_by_process: process.memoryUsage.rss() },
  };
  return `${JSON.stringify({ diagnostics: facts }, undefined, 2)}\n`;
}
