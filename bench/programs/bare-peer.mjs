// A process with a bare MQTT client: node bare-peer.mjs <port> caller|callee|both. It is told what to do by its parent.
import { connect } from 'node:net';
import { answerRequests, openClient, requestAnswers } from '../parts/bare-client.mjs';

const [port, role] = process.argv.slice(2);
const client = await openClient(() => connect({ host: '127.0.0.1', port: Number(port), noDelay: true }));
if (role !== 'caller') await answerRequests(client);
const call = role === 'callee' ? undefined : await requestAnswers(client);

process.on('message', async ({ count }) => process.send({ times: await call(count) }));
process.on('disconnect', () => process.exit(0));
process.send('listening');
