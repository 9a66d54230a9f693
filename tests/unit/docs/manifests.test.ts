import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from '../../support/manager-process.js';

interface Manifest {
  readonly config: Record<string, { type: string; default?: unknown }>;
  readonly provides: Record<string, { interface: string }>;
  readonly requires?: Record<string, { interface: string; min_connections: number; max_connections: number }>;
}

function manifestOf(module: string): Record<'config' | 'provides' | 'requires', unknown> {
  const {
    config,
    provides,
    requires = {},
  } = parse(readFileSync(join(root, 'modules', module, 'manifest.yaml'), 'utf8')) as Manifest;
  return {
    config: Object.entries(config).map(([key, entry]) => [key, entry.type, entry.default]),
    provides: Object.entries(provides).map(([name, entry]) => [name, entry.interface]),
    requires: Object.entries(requires).map(([name, entry]) => [
      name,
      entry.interface,
      entry.min_connections,
      entry.max_connections,
    ]),
  };
}

test('module-auth §1 · the manifest of Auth has these keys, types, defaults and counts', () => {
  expect(manifestOf('Auth')).toEqual({
    config: [
      ['selection_algorithm', 'string', 'FindFirst'],
      ['connection_timeout', 'integer', undefined],
      ['master_pass_group_id', 'string', ''],
      ['prioritize_authorization_over_stopping_transaction', 'boolean', true],
      ['ignore_connector_faults', 'boolean', false],
      ['plug_in_timeout_enabled', 'boolean', false],
      ['stop_transaction_on_reswipe', 'boolean', true],
    ],
    provides: [
      ['main', 'auth'],
      ['reservation', 'reservation'],
    ],
    requires: [
      ['token_provider', 'auth_token_provider', 1, 128],
      ['token_validator', 'auth_token_validator', 1, 128],
      ['evse_manager', 'evse_manager', 1, 128],
      ['kvs', 'kvs', 0, 1],
    ],
  });
});

test('module-evse-security §1 · the manifest of EvseSecurity has these keys and defaults', () => {
  expect(manifestOf('EvseSecurity')).toEqual({
    config: [
      ['csms_ca_bundle', 'string', 'ca/csms/CSMS_ROOT_CA.pem'],
      ['mf_ca_bundle', 'string', 'ca/mf/MF_ROOT_CA.pem'],
      ['mo_ca_bundle', 'string', 'ca/mo/MO_ROOT_CA.pem'],
      ['v2g_ca_bundle', 'string', 'ca/v2g/V2G_ROOT_CA.pem'],
      ['csms_leaf_cert_directory', 'string', 'client/csms'],
      ['csms_leaf_key_directory', 'string', 'client/csms'],
      ['secc_leaf_cert_directory', 'string', 'client/cso'],
      ['secc_leaf_key_directory', 'string', 'client/cso'],
      ['private_key_password', 'string', ''],
    ],
    provides: [['main', 'evse_security']],
    requires: [],
  });
});
