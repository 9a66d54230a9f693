export type { ChangeOutcome, ConfigurationEffect, InstalledCertificates } from './change-outcome.js';
export { Configuration } from './configuration.js';
export type { GetConfigurationResult } from './configuration.js';
export { ConfigurationInvalid } from './configuration-invalid.js';
export type { ConfigurationProblem } from './configuration-invalid.js';
export type { JsonObject, JsonValue } from './key-definition.js';
export { loadConfiguration } from './load.js';
export type { ConfigBackend, LoadOptions } from './load.js';
export type { ConfigurationKey, ConfigurationValues, ProfileName, Section } from './sections.js';
