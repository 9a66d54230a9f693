import { Option, type Command } from 'commander';

/** How to show oneself to the broker; for every command that connects to one. See `BrokerFlags`. */
export function addBrokerOptions(command: Command): Command {
  return command
    .addOption(new Option('--broker-tls', 'speak TLS to the broker'))
    .addOption(new Option('--broker-ca <file>', 'CA certificates (PEM) that the broker is trusted with'))
    .addOption(new Option('--broker-certificate <file>', 'own certificate (PEM) for the broker'))
    .addOption(new Option('--broker-key <file>', 'key (PEM) of the own certificate'))
    .addOption(new Option('--broker-server-name <name>', 'name in the certificate of the broker; default: its host'))
    .addOption(new Option('--broker-user <name>', 'user at the broker'))
    .addOption(new Option('--broker-password-file <file>', 'file with the password; or MQTT_SERVER_PASSWORD'))
    .addOption(new Option('--broker-credentials <file>', 'file with user and password of each module'))
    .addOption(new Option('--broker-client-ids', 'client ids made of prefix and module id'))
    .addOption(new Option('--broker-reconnect', 'go on after a lost connection to the broker'));
}
