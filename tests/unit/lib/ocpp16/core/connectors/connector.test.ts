import { describe, expect, test } from '@jest/globals';
import {
  currentReport,
  initialConnector,
  reportedStatus,
  step,
  triggeredReport,
  type Connector,
  type ConnectorInput,
  type StatusReport,
} from '../../../../../../lib/ocpp16/core/connectors/connector.js';
import type { ConnectorError } from '../../../../../../lib/ocpp16/core/connectors/active-errors.js';
import type { ConnectorEvent } from '../../../../../../lib/ocpp16/core/connectors/state-machine.js';

const quiet = { reportSuspendedEvseReasonChange: false, reportClearedErrors: false };
const withReasons = { ...quiet, reportSuspendedEvseReasonChange: true };
const withCleared = { ...quiet, reportClearedErrors: true };

function error(uuid: string, second: number, more: Partial<ConnectorError> = {}): ConnectorError {
  const timestamp = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  return { uuid, errorCode: 'OtherError', isFault: true, timestamp, ...more };
}

function event(name: ConnectorEvent, info?: string): ConnectorInput {
  return { type: 'event', event: name, ...(info !== undefined && { info }) };
}

function raise(raised: ConnectorError): ConnectorInput {
  return { type: 'errorRaised', error: raised };
}

function clear(uuid: string): ConnectorInput {
  return { type: 'errorCleared', uuid };
}

function run(inputs: ConnectorInput[], settings = quiet): { connector: Connector; reports: StatusReport[] } {
  let connector = initialConnector('connector', 'Available');
  const reports: StatusReport[] = [];
  for (const input of inputs) {
    const result = step(connector, input, settings);
    connector = result.connector;
    if (result.report) reports.push(result.report);
  }
  return { connector, reports };
}

describe('errors of a connector', () => {
  test('a fault makes the status Faulted and carries its data', () => {
    const { reports } = run([
      raise(error('a', 1, { errorCode: 'GroundFailure', info: 'caused', vendorId: 'V', vendorErrorCode: 'CX001' })),
    ]);

    expect(reports).toEqual([
      { status: 'Faulted', errorCode: 'GroundFailure', info: 'caused', vendorId: 'V', vendorErrorCode: 'CX001' },
    ]);
  });

  test('an error that is no fault is reported with the present status', () => {
    const { reports } = run([
      event('UsageInitiated'),
      raise(error('a', 1, { isFault: false, errorCode: 'HighTemperature' })),
    ]);

    expect(reports.at(-1)).toEqual({ status: 'Preparing', errorCode: 'HighTemperature' });
  });

  test('an error that is known already is ignored', () => {
    const { reports } = run([raise(error('a', 1)), raise(error('a', 2))]);

    expect(reports).toHaveLength(1);
  });

  test('texts are cut to 50, 255 and 50 characters', () => {
    const { reports } = run([
      raise(error('a', 1, { info: 'i'.repeat(60), vendorId: 'v'.repeat(300), vendorErrorCode: 'c'.repeat(60) })),
    ]);

    expect(reports[0]).toMatchObject({
      info: 'i'.repeat(50),
      vendorId: 'v'.repeat(255),
      vendorErrorCode: 'c'.repeat(50),
    });
  });

  test('transitions go on underneath a fault, and clearing returns to the current state', () => {
    const { connector, reports } = run([
      event('UsageInitiated'),
      event('StartCharging'),
      raise(error('a', 1)),
      event('PauseChargingEV'),
      clear('a'),
    ]);

    expect(reports.map(({ status }) => status)).toEqual(['Preparing', 'Charging', 'Faulted', 'SuspendedEV']);
    expect(reportedStatus(connector)).toBe('SuspendedEV');
  });

  test('a cleared fault is silent while another fault remains', () => {
    const { reports } = run([raise(error('a', 1)), raise(error('b', 2)), clear('b')]);

    expect(reports).toHaveLength(2);
  });

  test('clearing an error that is not known emits nothing', () => {
    expect(run([clear('x')]).reports).toEqual([]);
  });

  test('after a clear the latest remaining error supplies code, info and vendor fields', () => {
    const { reports } = run([
      raise(error('old', 1, { isFault: false, errorCode: 'WeakSignal' })),
      raise(error('new', 3, { isFault: false, errorCode: 'HighTemperature', info: 'hot', vendorId: 'V' })),
      raise(error('mid', 2, { isFault: true })),
      clear('mid'),
    ]);

    expect(reports.at(-1)).toEqual({ status: 'Available', errorCode: 'HighTemperature', info: 'hot', vendorId: 'V' });
  });

  test('ReportClearedErrors reports a cleared fault while another remains', () => {
    const { reports } = run(
      [
        raise(error('a', 1, { errorCode: 'WeakSignal' })),
        raise(error('b', 2, { vendorId: 'EVerest', vendorErrorCode: 'CX002' })),
        clear('b'),
      ],
      withCleared,
    );

    expect(reports.at(-1)).toEqual({
      status: 'Faulted',
      errorCode: 'WeakSignal',
      info: 'CX002 resolved',
      vendorId: 'EVerest',
      vendorErrorCode: 'CX002',
    });
  });

  test('ReportClearedErrors names the cleared error with NoError when none is left', () => {
    const { reports } = run([raise(error('a', 1, { vendorErrorCode: 'C'.repeat(50) })), clear('a')], withCleared);

    expect(reports.at(-1)).toEqual({
      status: 'Available',
      errorCode: 'NoError',
      info: 'C'.repeat(50),
      vendorErrorCode: 'C'.repeat(50),
    });
  });

  test('all errors cleared returns to the state underneath with NoError', () => {
    const { reports } = run([raise(error('a', 1)), raise(error('b', 2)), { type: 'allErrorsCleared' }]);

    expect(reports.at(-1)).toEqual({ status: 'Available', errorCode: 'NoError' });
  });

  test('a transition with an active error that is no fault carries its code but the info of the event', () => {
    const { reports } = run([
      raise(error('a', 1, { isFault: false, errorCode: 'WeakSignal', info: 'antenna' })),
      event('UsageInitiated', 'EVConnected'),
    ]);

    expect(reports.at(-1)).toEqual({ status: 'Preparing', errorCode: 'WeakSignal', info: 'EVConnected' });
  });

  test('a connector that starts Faulted becomes Available when all errors are cleared', () => {
    const faulted = initialConnector('station', 'Faulted');

    const cleared = step(faulted, { type: 'allErrorsCleared' }, quiet);

    expect(reportedStatus(faulted)).toBe('Faulted');
    expect(cleared.report).toEqual({ status: 'Available', errorCode: 'NoError' });
  });
});

describe('reasons of SuspendedEVSE', () => {
  const suspend = (info?: string) => event('PauseChargingEVSE', info);

  test('another reason is ignored while ReportSuspendedEVSEReasonChange is false', () => {
    const { reports, connector } = run([suspend('A'), suspend('B')]);

    expect(reports.map(({ info }) => info)).toEqual(['A']);
    expect(connector.suspendReason).toBe('A');
  });

  test('another reason is reported while the key is true, the same one is not', () => {
    const { reports } = run([suspend('A'), suspend('A'), suspend('B'), suspend('B')], withReasons);

    expect(reports.map(({ info }) => info)).toEqual(['A', 'B']);
  });

  test('the same reason passes again after an error notification in between', () => {
    const hot = error('a', 1, { isFault: false, info: 'hot' });

    const { reports } = run([suspend('A'), raise(hot), suspend('A')], withReasons);

    expect(reports.map(({ info }) => info)).toEqual(['A', 'hot', 'A']);
  });

  test('the reason changes silently while the connector is faulted', () => {
    const { reports, connector } = run([suspend('A'), raise(error('a', 1)), suspend('B'), clear('a')], withReasons);

    expect(reports.map(({ status }) => status)).toEqual(['SuspendedEVSE', 'Faulted', 'SuspendedEVSE']);
    expect(triggeredReport(connector, withReasons)).toEqual({
      status: 'SuspendedEVSE',
      errorCode: 'NoError',
      info: 'B',
    });
  });

  test('a triggered report carries the reason only while the key is true and no error is active', () => {
    const { connector } = run([suspend('A')], withReasons);
    const withError = run([suspend('A'), raise(error('a', 1, { isFault: false }))], withReasons).connector;

    expect(triggeredReport(connector, withReasons).info).toBe('A');
    expect(triggeredReport(connector, quiet).info).toBeUndefined();
    expect(triggeredReport(withError, withReasons).info).toBeUndefined();
  });

  test('the burst after boot or reconnect does not repeat the reason', () => {
    const { connector } = run([suspend('A')], withReasons);

    expect(currentReport(connector)).toEqual({ status: 'SuspendedEVSE', errorCode: 'NoError' });
  });

  test('the reason is forgotten when charging resumes', () => {
    const { connector } = run([suspend('A'), event('StartCharging')], withReasons);

    expect(connector.suspendReason).toBeUndefined();
  });
});

describe('subtle transitions', () => {
  test('OCPP 1.6 §4.9 · Finishing ignores later suspend events', () => {
    const { reports } = run([
      event('UsageInitiated'),
      event('StartCharging'),
      event('TransactionStoppedAndUserActionRequired'),
      event('PauseChargingEV'),
      event('PauseChargingEVSE'),
    ]);

    expect(reports.map(({ status }) => status)).toEqual(['Preparing', 'Charging', 'Finishing']);
  });
});
