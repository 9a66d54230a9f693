// A process with an OCPP charge point: node charge-point.mjs <folder> memory|websocket. Its parent tells it how often to call.
import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { RealClock } from '../../dist/framework/clock/index.js';
import { silentLogger } from '../../dist/lib/log/logger.js';
import { ChargePoint, loadConfiguration } from '../../dist/lib/ocpp16/index.js';
import { CentralSystem, MemoryTransport } from '../parts/central-system.mjs';

const [folder, transport] = process.argv.slice(2);
const csms = new CentralSystem();

function stationFile(uri) {
  const file = join(folder, `${transport}.json`);
  const document = {
    Internal: {
      ChargePointId: 'bench',
      CentralSystemURI: uri,
      ChargeBoxSerialNumber: 'bench',
      ChargePointModel: 'Bench',
      ChargePointVendor: 'everest-ts',
      FirmwareVersion: '1',
    },
    Core: {
      ...{
        AuthorizeRemoteTxRequests: false,
        ClockAlignedDataInterval: 0,
        ConnectionTimeOut: 30,
        ConnectorPhaseRotation: '0.RST,1.RST',
        GetConfigurationMaxKeys: 100,
      },
      ...{
        HeartbeatInterval: 86400,
        LocalAuthorizeOffline: false,
        LocalPreAuthorize: false,
        MeterValueSampleInterval: 0,
        NumberOfConnectors: 2,
        ResetRetries: 1,
      },
      ...{
        MeterValuesAlignedData: 'Energy.Active.Import.Register',
        MeterValuesSampledData: 'Energy.Active.Import.Register',
      },
      ...{
        StopTxnAlignedData: 'Energy.Active.Import.Register',
        StopTxnSampledData: 'Energy.Active.Import.Register',
        StopTransactionOnInvalidId: true,
      },
      ...{
        SupportedFeatureProfiles: 'Core,RemoteTrigger',
        TransactionMessageAttempts: 1,
        TransactionMessageRetryInterval: 10,
        UnlockConnectorOnEVSideDisconnect: true,
      },
    },
    Security: { SecurityProfile: 0 },
  };
  writeFileSync(file, JSON.stringify(document));
  return file;
}

async function openServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('message', (data) => csms.receive(data.toString()));
    csms.connected((text) => socket.send(text));
  });
  return `ws://127.0.0.1:${server.address().port}/`;
}

const clock = new RealClock();
const isInMemory = transport === 'memory';
const uri = isInMemory ? 'ws://127.0.0.1:1/' : await openServer();
const configuration = await loadConfiguration({
  configPath: stationFile(uri),
  userConfigPath: join(folder, `${transport}-user.json`),
  log: silentLogger,
  clock,
});
const station = new ChargePoint({
  ...{ configuration, database: ':memory:', clock, random: Math.random, log: silentLogger },
  callbacks: { pauseCharging: () => true, stopTransaction: () => true, provideToken: () => undefined },
  ...(isInMemory && { createTransport: () => new MemoryTransport(csms) }),
});
await station.start();
await csms.booted;

process.on('message', async ({ action, payload, count }) =>
  process.send({ times: await csms.call(action, payload, count) }),
);
process.on('disconnect', () => process.exit(0));
process.send('ready');
