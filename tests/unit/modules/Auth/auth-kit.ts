import { startModule, type KitOptions, type ModuleKit } from 'everest-ts/testing';
import type { Auth } from '#generated/modules/Auth';
import type {
  AuthorizationType,
  IdToken,
  ProvidedIdToken,
  TokenValidationStatus,
  ValidationResult,
} from '#generated/types/authorization';
import type { ConnectorTypeEnum, SessionEvent, SessionEventEnum } from '#generated/types/evse_manager';
import auth from '../../../../modules/Auth/index.js';

type Config = Partial<Auth['config']['module']>;
type Verdict = (token: ProvidedIdToken) => ValidationResult | Promise<ValidationResult>;

export interface AuthKitOptions {
  readonly config?: Config;
  /** One entry per validator; default: one that accepts everything. */
  readonly verdicts?: readonly Verdict[];
  /** EVSEs in order of their connections; default: two, ids 1 and 2. */
  readonly evseIds?: readonly number[];
  /** Kinds of outlets of each EVSE, in their order; default: one of cType2. */
  readonly outlets?: readonly (readonly ConnectorTypeEnum[])[];
  /** What a connected kvs holds; it is written to. Without it no kvs is connected. */
  readonly stored?: Map<string, unknown>;
  readonly ready?: boolean;
}

export const timeoutMs = 10_000;

/** Auth with PlugEvents, 10 s timeout, two EVSEs of one connector and a validator that accepts, unless said otherwise. */
export async function startAuth(options: AuthKitOptions = {}): Promise<AuthKit> {
  const verdicts = options.verdicts ?? [() => accepted()];
  const { stored } = options;
  const evseIds = options.evseIds ?? options.outlets?.map((_, index) => index + 1) ?? [1, 2];
  const kitOptions: KitOptions<Auth> = {
    config: { module: { selection_algorithm: 'PlugEvents', connection_timeout: timeoutMs / 1000, ...options.config } },
    connections: {
      token_provider: 1,
      token_validator: verdicts.length,
      evse_manager: evseIds.length,
      kvs: stored === undefined ? 0 : 1,
    },
    answers: {
      evse_manager: {
        authorize_response: () => undefined,
        withdraw_authorization: () => undefined,
        stop_transaction: () => true,
        reserve: () => true,
        cancel_reservation: () => undefined,
      },
      kvs: {
        load: ({ key }) => (stored?.get(key) ?? null) as null,
        store: ({ key, value }) => void stored?.set(key, value),
      },
    },
    ready: false,
  };
  const kit = await startModule<Auth>('Auth', auth, kitOptions);
  for (const [index, verdict] of verdicts.entries()) {
    kit.peer('token_validator', index).answer('validate_token', ({ provided_token: token }) => verdict(token));
  }
  for (const [index, id] of evseIds.entries()) {
    const types = options.outlets?.[index] ?? ['cType2'];
    const connectors = types.map((type, connector) => ({ id: connector + 1, type }));
    kit.peer('evse_manager', index).answer('get_evse', () => ({ id, connectors }));
  }
  if (options.ready ?? true) await kit.ready();
  return new AuthKit(kit);
}

/** The station around Auth, in the words of the tests. EVSEs are named by their ids. */
export class AuthKit {
  readonly kit: ModuleKit<Auth>;

  constructor(kit: ModuleKit<Auth>) {
    this.kit = kit;
  }

  evse(id: number) {
    return this.kit.peer('evse_manager', id - 1);
  }

  async present(token: ProvidedIdToken): Promise<void> {
    this.kit.peer('token_provider').publish('provided_token', token);
    await this.kit.settle();
  }

  async event(evseId: number, event: SessionEventEnum, more: Partial<SessionEvent> = {}): Promise<void> {
    this.evse(evseId).publish('session_event', {
      uuid: 'session',
      timestamp: '2026-01-01T00:00:00.000Z',
      event,
      ...more,
    });
    await this.kit.settle();
  }

  plugIn(evseId: number): Promise<void> {
    return this.event(evseId, 'SessionStarted', {
      session_started: { reason: 'EVConnected', meter_value: meterValue },
    });
  }

  /** What an EVSE reports when a granted token meets an EV. */
  async startTransaction(evseId: number, idTag: ProvidedIdToken = card('ANY')): Promise<void> {
    await this.event(evseId, 'Authorized');
    await this.event(evseId, 'TransactionStarted', { transaction_started: { id_tag: idTag, meter_value: meterValue } });
  }

  async finish(evseId: number): Promise<void> {
    await this.event(evseId, 'TransactionFinished', { transaction_finished: { meter_value: meterValue } });
    await this.event(evseId, 'SessionFinished', { session_finished: { meter_value: meterValue } });
  }

  /** Plugs in, presents the token and starts the transaction. */
  async charge(evseId: number, token: ProvidedIdToken): Promise<void> {
    await this.plugIn(evseId);
    await this.present(token);
    await this.startTransaction(evseId, token);
  }

  get statuses(): TokenValidationStatus[] {
    return this.kit.published('main', 'token_validation_status').map(({ status }) => status);
  }

  statusesOf(value: string): TokenValidationStatus[] {
    return this.kit
      .published('main', 'token_validation_status')
      .filter(({ token }) => token.id_token.value === value)
      .map(({ status }) => status);
  }

  get last() {
    return this.kit.published('main', 'token_validation_status').at(-1);
  }

  grants(evseId: number): string[] {
    return this.evse(evseId)
      .calls('authorize_response')
      .filter(({ validation_result: result }) => result.authorization_status === 'Accepted')
      .map(({ provided_token: token }) => token.id_token.value);
  }

  stops(evseId: number) {
    return this.evse(evseId)
      .calls('stop_transaction')
      .map(({ request }) => request);
  }

  withdrawals(evseId: number): number {
    return this.evse(evseId).calls('withdraw_authorization').length;
  }
}

export const meterValue = { timestamp: '2026-01-01T00:00:00.000Z', energy_Wh_import: { total: 0 } };

export function idToken(value: string, type: IdToken['type'] = 'ISO14443'): IdToken {
  return { value, type };
}

export function card(value: string, more: Partial<ProvidedIdToken> = {}): ProvidedIdToken {
  return token(value, 'RFID', more);
}

export function token(value: string, type: AuthorizationType, more: Partial<ProvidedIdToken> = {}): ProvidedIdToken {
  return { id_token: idToken(value), authorization_type: type, ...more };
}

export function accepted(more: Partial<ValidationResult> = {}): ValidationResult {
  return { authorization_status: 'Accepted', tariff_messages: [], ...more };
}

export function refused(status: ValidationResult['authorization_status'] = 'Invalid'): ValidationResult {
  return { authorization_status: status, tariff_messages: [] };
}

/** Accepts every token and tells its group: `group.card` belongs to `group`. */
export function byGroup({ id_token: { value } }: ProvidedIdToken): ValidationResult {
  const [group, member] = value.split('.');
  return member === undefined ? accepted() : accepted({ parent_id_token: idToken(group ?? '', 'Central') });
}
