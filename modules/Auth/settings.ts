import { EverestError, type Logger } from 'everest-ts';
import type { Auth } from '#generated/modules/Auth';
import type { IdToken, SelectionAlgorithm } from '#generated/types/authorization';
import { isSameValue } from './identifier.js';

const selectionAlgorithms: readonly SelectionAlgorithm[] = ['FindFirst', 'PlugEvents', 'PlugEventsLIFO', 'UserInput'];

const minConnectionTimeoutS = 10;
const maxConnectionTimeoutS = 300;

class UnknownSelectionAlgorithm extends EverestError {
  constructor(text: string) {
    const known = selectionAlgorithms.join(', ');
    super('CFG_SELECTION_ALGORITHM', `selection_algorithm "${text}" is unknown, use one of ${known}`);
  }
}

/** The configuration together with what commands change of it. */
export class AuthSettings {
  readonly selectionAlgorithm: SelectionAlgorithm;
  readonly prioritizeAuthorization: boolean;
  readonly ignoreConnectorFaults: boolean;
  readonly plugInTimeoutEnabled: boolean;
  readonly stopTransactionOnReswipe: boolean;
  /** Read whenever a timer is started; timers that run keep theirs. */
  connectionTimeoutMs: number;
  masterPassGroupId: string | undefined;

  constructor(config: Auth['config']['module']) {
    this.selectionAlgorithm = selectionAlgorithm(config.selection_algorithm);
    this.prioritizeAuthorization = config.prioritize_authorization_over_stopping_transaction;
    this.ignoreConnectorFaults = config.ignore_connector_faults;
    this.plugInTimeoutEnabled = config.plug_in_timeout_enabled;
    this.stopTransactionOnReswipe = config.stop_transaction_on_reswipe;
    this.connectionTimeoutMs = config.connection_timeout * 1000;
    this.setMasterPassGroup(config.master_pass_group_id);
  }

  /** A timeout outside the range of the command's declaration is refused: the caller gets no other answer than null. */
  setConnectionTimeout(timeoutS: number, log: Logger): void {
    if (timeoutS < minConnectionTimeoutS || timeoutS > maxConnectionTimeoutS) {
      log.warn({ timeoutS }, 'connection timeout is out of range and was not changed');
      return;
    }
    this.connectionTimeoutMs = timeoutS * 1000;
  }

  setMasterPassGroup(groupId: string): void {
    this.masterPassGroupId = groupId === '' ? undefined : groupId;
  }

  isMasterPass(parent: IdToken | undefined): boolean {
    const group = this.masterPassGroupId;
    return parent !== undefined && group !== undefined && isSameValue(parent.value, group);
  }
}

function selectionAlgorithm(text: string): SelectionAlgorithm {
  const algorithm = selectionAlgorithms.find((known) => known === text);
  if (algorithm === undefined) throw new UnknownSelectionAlgorithm(text);
  return algorithm;
}
