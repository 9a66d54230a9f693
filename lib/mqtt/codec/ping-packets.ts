/** MQTT 5 §3.12. */
export const pingRequest = Buffer.of(0xc0, 0);
/** MQTT 5 §3.13. */
export const pingResponse = Buffer.of(0xd0, 0);
