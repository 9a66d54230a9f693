import type { Duplex } from 'node:stream';
import type { MqttClientOptions } from './client-options.js';
import { MqttConnectionRefused } from './errors.js';
import { MqttClient } from './mqtt-client.js';

/** Connects with MQTT 5, and over a second stream with 3.1.1 where the broker refuses 5. */
export async function connectMqttClient(
  openStream: () => Duplex,
  options: Omit<MqttClientOptions, 'version'>,
): Promise<MqttClient> {
  try {
    return await MqttClient.open(openStream(), { ...options, version: 5 });
  } catch (error) {
    if (!(error instanceof MqttConnectionRefused && error.isVersionRefused)) throw error;
    return await MqttClient.open(openStream(), { ...options, version: 4 });
  }
}
