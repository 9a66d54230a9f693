// The `manager` command, and beside it in the same process a bare MQTT client on the streams of the embedded broker.
import { EmbeddedBroker } from '../../dist/manager/broker/embedded-broker.js';
import { runManager } from '../../dist/manager/main.js';
import { answerRequests, openClient, requestAnswers } from '../parts/bare-client.mjs';

let broker;
const start = EmbeddedBroker.start.bind(EmbeddedBroker);
EmbeddedBroker.start = async (...args) => (broker = await start(...args));

let calling;
async function openCaller() {
  const client = await openClient(() => broker.openStream());
  await answerRequests(client);
  return await requestAnswers(client);
}

process.on('message', async ({ count }) => {
  calling ??= openCaller();
  const call = await calling;
  process.send({ times: await call(count) });
});
process.exit(await runManager(process.argv.slice(2)));
