import { defineModule } from 'everest-ts';
import type { TerminalCostAndPriceMessage } from '#generated/modules/TerminalCostAndPriceMessage';
import { costLines, costWarnings, tariffLines } from './lines.js';

/** Shows prices and cost as lines of the log. */
export default defineModule<TerminalCostAndPriceMessage>(({ log, requires }) => {
  const { on } = requires.session_cost;
  on.default_price(({ messages }) => {
    for (const { content, language } of messages) log.info({ language }, `default price: ${content}`);
  });
  on.tariff_message((tariff) => {
    for (const line of tariffLines(tariff)) log.info({ identifier: tariff.identifier_id }, line);
  });
  on.session_cost((cost) => {
    for (const warning of costWarnings(cost)) log.warn({ sessionId: cost.session_id }, warning);
    for (const line of costLines(cost)) log.info({ sessionId: cost.session_id }, line);
  });
});
