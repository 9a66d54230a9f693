// Records how a car follows a charging profile set over OCPP, and draws it: node scripts/record-charging-profile.mjs [file.svg]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { parse, stringify } from 'yaml';
import { startManager } from '../bench/parts/manager-process.mjs';
import { writeStations } from '../bench/parts/station-configurations.mjs';
import { freePort, ROOT, Workplace } from '../bench/parts/workplace.mjs';
import { plug, swipe, unplug } from '../dist/cli/live/control-topics.js';
import { createCentralSystem } from '../dist/csms/index.js';
import { RealClock } from '../dist/framework/clock/index.js';
import { silentLogger } from '../dist/lib/log/logger.js';
import { drawRecording } from './charging-plot.mjs';

const IDENTITY = 'cp001';
const TIME_SCALE = 4;
const PERIOD_S = 60;
/** A, one period after the other; the car can draw 16 A on three phases. */
const LIMITS = [16, 10, 6, 13, 0, 16];
const WATT_PER_AMPERE = 230 * 3;

function writeConfiguration(workplace, csmsPort) {
  const ocpp = JSON.parse(readFileSync(join(ROOT, 'config/modules/OCPP/config-docker.json'), 'utf8'));
  ocpp.Internal.CentralSystemURI = `127.0.0.1:${csmsPort}/steve/websocket/CentralSystemService/`;
  Object.assign(ocpp.Core, {
    MeterValueSampleInterval: 5,
    MeterValuesSampledData: 'Power.Active.Import,Energy.Active.Import.Register',
    ClockAlignedDataInterval: 0,
    WebSocketPingInterval: 0,
  });
  const ocppFile = workplace.path('ocpp.json');
  writeFileSync(ocppFile, JSON.stringify(ocpp));
  const file = writeStations(workplace).two.file;
  const station = parse(readFileSync(file, 'utf8'));
  station.active_modules.ocpp.config_module.ChargePointConfigPath = ocppFile;
  writeFileSync(file, stringify(station));
  return file;
}

function chargingProfile() {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: LIMITS.map((limit, index) => ({ startPeriod: index * PERIOD_S, limit })),
    },
  };
}

/** The session of one car; resolves with its start and the samples of it. */
async function charge(csms, drive) {
  const until = (action, where) => csms.next(action, { where: ({ payload }) => where(payload), timeoutMs: 30_000 });
  const status = (wanted) => until('StatusNotification', (p) => p.connectorId === 1 && p.status === wanted);
  await status('Available');
  const answer = await csms.call(IDENTITY, 'SetChargingProfile', {
    connectorId: 1,
    csChargingProfiles: chargingProfile(),
  });
  if (answer.status !== 'Accepted') throw new Error(`the profile was ${answer.status}`);
  await drive(plug(1, '16,3'));
  await status('Preparing');
  await drive(swipe('DEADBEEF', 1));
  const { payload: start } = await until('StartTransaction', () => true);
  await new Promise((resolve) => setTimeout(resolve, (LIMITS.length * PERIOD_S * 1000) / TIME_SCALE));
  await drive(unplug(1));
  await until('StopTransaction', () => true);
  return { startMs: Date.parse(start.timestamp), samples: samplesOf(csms.messages) };
}

function samplesOf(messages) {
  return messages
    .filter(({ action, kind }) => action === 'MeterValues' && kind === 'call')
    .flatMap(({ payload }) => payload.meterValue)
    .flatMap(({ timestamp, sampledValue }) => {
      const value = (wanted) =>
        sampledValue.find(({ measurand, phase }) => measurand === wanted && phase === undefined)?.value;
      const powerW = value('Power.Active.Import');
      const energyWh = value('Energy.Active.Import.Register');
      if (powerW === undefined || energyWh === undefined) return [];
      return [{ atMs: Date.parse(timestamp), powerW: Number(powerW), energyWh: Number(energyWh) }];
    });
}

async function record(workplace) {
  const csms = await createCentralSystem({ clock: new RealClock(), log: silentLogger, port: 0 });
  const port = await freePort();
  const start = { config: writeConfiguration(workplace, csms.port), isolation: 'shared', broker: 'embedded', port };
  const manager = await startManager(workplace, { ...start, args: ['--time-scale', String(TIME_SCALE)] });
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  try {
    return await charge(csms, ({ topic, payload }) => client.publishAsync(topic, payload, { qos: 2 }));
  } finally {
    await client.endAsync(true);
    await manager.stop();
    await csms.close();
  }
}

const workplace = new Workplace();
try {
  const { startMs, samples } = await record(workplace);
  const file = process.argv[2] ?? join(ROOT, 'docs/recordings/charging-profile.svg');
  const recording = {
    limits: LIMITS.map((limit, index) => ({ atS: index * PERIOD_S, powerW: limit * WATT_PER_AMPERE })),
    samples: samples.map(({ atMs, ...sample }) => ({ atS: (atMs - startMs) / 1000, ...sample })),
    endS: LIMITS.length * PERIOD_S,
  };
  writeFileSync(file, drawRecording(recording));
  for (const { atS, powerW, energyWh } of recording.samples) {
    console.log(
      `${atS.toFixed(0).padStart(4)} s  ${powerW.toFixed(0).padStart(6)} W  ${energyWh.toFixed(0).padStart(5)} Wh`,
    );
  }
  console.log(file);
} finally {
  workplace.close();
}
