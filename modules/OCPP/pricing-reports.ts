import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ChargePointCallbacks } from '../../lib/ocpp16/index.js';
import { showMessages } from './display-messages.js';
import { messageContents, sessionCost, tariffMessage } from './session-cost.js';

type Parts = Pick<ModuleContext<OCPP>, 'provides' | 'requires'>;
type Reports = Required<
  Pick<ChargePointCallbacks, 'defaultPrice' | 'sessionCost' | 'setDisplayMessage' | 'tariffMessage'>
>;

/** Tells the station prices and cost. */
export function pricingReports({ provides, requires }: Parts): Reports {
  const { publish } = provides.session_cost;
  return {
    defaultPrice: (texts) => publish.default_price({ messages: messageContents(texts) }),
    tariffMessage(message) {
      publish.tariff_message(tariffMessage(message));
      return { status: 'Accepted' };
    },
    sessionCost(report) {
      publish.session_cost(sessionCost(report));
      return { status: 'Accepted' };
    },
    setDisplayMessage: (messages) => showMessages(messages, requires.display_message),
  };
}
