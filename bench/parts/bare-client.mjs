import { MqttClient } from 'mqtt';

/** Of the length of the topics and messages that two modules exchange for a call. */
const REQUEST = { topic: 'bench/modules/echo/impl/main/cmd/bare', payload: 'q'.repeat(140) };
const RESPONSE = { topic: 'bench/modules/echo/impl/main/cmd/bare/response/caller', payload: 'r'.repeat(180) };

/** Opens a client with the settings that the framework uses, over the stream that `openStream` gives. */
export function openClient(openStream) {
  const client = new MqttClient(openStream, {
    protocolVersion: 5,
    clean: true,
    keepalive: 20,
    reconnectPeriod: 0,
    resubscribe: false,
    clientId: '',
  });
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('error', reject);
  });
}

/** Answers each request; the least that a callee has to do. */
export async function answerRequests(client) {
  client.on('message', (topic) => {
    if (topic === REQUEST.topic) client.publish(RESPONSE.topic, RESPONSE.payload, { qos: 2 });
  });
  await client.subscribeAsync(REQUEST.topic, { qos: 2 });
}

/** Gives a function that makes calls one after the other and resolves with their times in ms. */
export async function requestAnswers(client) {
  let answered = () => undefined;
  client.on('message', (topic) => {
    if (topic === RESPONSE.topic) answered();
  });
  await client.subscribeAsync(RESPONSE.topic, { qos: 2 });
  return async (count) => {
    const times = [];
    while (times.length < count) {
      const begin = performance.now();
      await new Promise((resolve) => {
        answered = resolve;
        client.publish(REQUEST.topic, REQUEST.payload, { qos: 2 });
      });
      times.push(performance.now() - begin);
    }
    return times;
  };
}
