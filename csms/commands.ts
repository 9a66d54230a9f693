import {
  actions,
  authorizationStatus,
  isActionToChargePoint,
  messages,
  parseDateTime,
  type ActionToChargePoint,
  type AuthorizationStatus,
} from '../lib/ocpp16/messages/index.js';
import type { CentralSystem } from './central-system.js';
import { parsePayload } from './control-client.js';
import { describeFields } from './describe.js';
import { ChargePointNotConnected } from './errors.js';
import type { IdTag } from './id-tags.js';
import type { Transaction } from './transactions.js';

export const callableActions: readonly ActionToChargePoint[] = actions.filter(isActionToChargePoint);

const words = ['help', 'list', 'tags', 'tag', 'untag', 'transactions', 'disconnect', 'quit'] as const;

const help = `commands
  <Action> [charge point] [payload]      call a charge point, e.g. Reset cp001 {"type":"Soft"}
  help <Action>                          members of its payload
  list                                   charge points
  transactions                           transactions
  tags                                   id tags
  tag <id> <status> [parent] [expiry]    add or change an id tag
  untag <id>                             forget an id tag
  disconnect <charge point>              close its connection
  quit
actions
${wrap(callableActions)}`;

/** Runs one line of the prompt. Resolves with the text to show; rejects with what went wrong. */
export async function runCommand(centralSystem: CentralSystem, line: string): Promise<string> {
  const [word = '', ...rest] = line.trim().split(/\s+/);
  switch (word) {
    case '':
      return '';
    case 'help':
      return rest[0] === undefined ? help : helpOn(rest[0]);
    case 'list':
      return listChargePoints(centralSystem);
    case 'transactions':
      return centralSystem.transactions.all.map(transactionLine).join('\n') || 'no transactions';
    case 'tags':
      return centralSystem.idTags.all.map((tag) => Object.values(tag).join(' ')).join('\n') || 'no id tags';
    case 'tag':
      centralSystem.setIdTag(readTag(rest));
      return 'stored';
    case 'untag':
      return centralSystem.removeIdTag(rest[0] ?? '') ? 'forgotten' : 'no such id tag';
    case 'disconnect':
      disconnect(centralSystem, rest[0] ?? soleChargePoint(centralSystem));
      return '';
    default:
      return JSON.stringify(await callFromLine(centralSystem, line.trim()));
  }
}

/** Completions of what is typed so far, and the part they replace, as `node:readline` wants them. */
export function completeCommand(centralSystem: CentralSystem, line: string): [string[], string] {
  const typed = line.split(/\s+/);
  const last = typed.at(-1) ?? '';
  const candidates = candidatesFor(centralSystem, typed);
  return [candidates.filter((candidate) => candidate.startsWith(last)).map((candidate) => `${candidate} `), last];
}

function candidatesFor(centralSystem: CentralSystem, typed: readonly string[]): readonly string[] {
  const [first = ''] = typed;
  if (typed.length <= 1) return [...callableActions, ...words];
  if (typed.length === 2 && first === 'help') return callableActions;
  if (typed.length === 3 && first === 'tag') return authorizationStatus.values;
  if (typed.length === 2 && (first === 'tag' || first === 'untag')) {
    return centralSystem.idTags.all.map(({ idTag }) => idTag);
  }
  const takesChargePoint = first === 'disconnect' || isActionToChargePoint(first);
  return typed.length === 2 && takesChargePoint ? centralSystem.connectedIds : [];
}

/** The payload is everything after the charge point, so that it may contain blanks. */
function callFromLine(centralSystem: CentralSystem, line: string): Promise<unknown> {
  const [, action = '', chargePointId, payload = ''] = /^(\S+)(?:\s+([^\s{[]\S*))?(?:\s+(.+))?$/.exec(line) ?? [];
  if (!isActionToChargePoint(action)) throw new Error(`unknown command "${action}"; "help" lists all`);
  const value = payload === '' ? {} : parsePayload(payload);
  return centralSystem.send(chargePointId ?? soleChargePoint(centralSystem), action, value);
}

function disconnect(centralSystem: CentralSystem, chargePointId: string): void {
  const { connectedIds } = centralSystem;
  if (!connectedIds.includes(chargePointId)) throw new ChargePointNotConnected(chargePointId, connectedIds);
  centralSystem.disconnect(chargePointId);
}

function soleChargePoint({ connectedIds }: CentralSystem): string {
  const [sole] = connectedIds;
  if (sole === undefined) throw new Error('no charge point is connected');
  if (connectedIds.length > 1) throw new Error(`which charge point? connected: ${connectedIds.join(', ')}`);
  return sole;
}

function helpOn(action: string): string {
  if (!isActionToChargePoint(action)) throw new Error(`no action "${action}"; "help" lists all`);
  return describeFields(messages[action].request) || `${action} has no members`;
}

function listChargePoints({ chargePoints }: CentralSystem): string {
  const lines = chargePoints.all.map(({ chargePointId, isConnected, boot, connectors }) => {
    const model = boot === undefined ? '' : `${boot.chargePointVendor} ${boot.chargePointModel}`;
    const states = Object.entries(connectors).map(([connectorId, status]) => `${connectorId}:${status}`);
    return [chargePointId, isConnected ? 'connected' : 'gone', model, ...states]
      .filter((part) => part !== '')
      .join(' ');
  });
  return lines.join('\n') || 'no charge point has connected yet';
}

function transactionLine(transaction: Transaction): string {
  const { transactionId, chargePointId, connectorId, idTag, startedAt, stoppedAt, meterStart, meterStop } = transaction;
  const end =
    stoppedAt === undefined || meterStop === undefined
      ? 'running'
      : `until ${stoppedAt}, ${meterStop - meterStart} Wh, ${transaction.reason ?? ''}`;
  return `${transactionId} ${chargePointId} connector ${connectorId} ${idTag} since ${startedAt}, ${end}`;
}

function readTag([idTag, status = 'Accepted', parentIdTag, expiryDate]: readonly string[]): IdTag {
  if (idTag === undefined) throw new Error('usage: tag <id> <status> [parent] [expiry]');
  if (!isStatus(status)) throw new Error(`status must be one of ${authorizationStatus.values.join(', ')}`);
  if (expiryDate !== undefined && parseDateTime(expiryDate) === undefined) throw new Error('expiry is not a date-time');
  return {
    idTag,
    status,
    ...(parentIdTag === undefined || parentIdTag === '-' ? {} : { parentIdTag }),
    ...(expiryDate === undefined ? {} : { expiryDate }),
  };
}

function isStatus(text: string): text is AuthorizationStatus {
  return authorizationStatus.values.some((status) => status === text);
}

function wrap(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 100) lines.push(`  ${name}`);
    else lines[lines.length - 1] = `${last} ${name}`;
  }
  return lines.join('\n');
}
