import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Seconds. */
const CONNECTION_TIMEOUT = 20;

const statuses = [
  ['DOWNLOADED', 'Downloaded'],
  ['DOWNLOAD_FAILED', 'DownloadFailed'],
  ['DOWNLOADING', 'Downloading'],
  ['DOWNLOAD_SCHEDULED', 'DownloadScheduled'],
  ['DOWNLOAD_PAUSED', 'DownloadPaused'],
  ['IDLE', 'Idle'],
  ['INSTALLATION_FAILED', 'InstallationFailed'],
  ['INSTALLING', 'Installing'],
  ['INSTALLED', 'Installed'],
  ['INSTALL_REBOOTING', 'InstallRebooting'],
  ['INSTALL_SCHEDULED', 'InstallScheduled'],
  ['INSTALL_VERIFICATION_FAILED', 'InstallVerificationFailed'],
  ['INVALID_SIGNATURE', 'InvalidSignature'],
  ['SIGNATURE_VERIFIED', 'SignatureVerified'],
  ['UPLOADED', 'Uploaded'],
  ['UPLOAD_FAILURE', 'UploadFailure'],
  ['UPLOADING', 'Uploading'],
  ['PERMISSION_DENIED', 'PermissionDenied'],
  ['BAD_MESSAGE', 'BadMessage'],
  ['NOT_SUPPORTED_OPERATION', 'NotSupportedOperation'],
] as const;

export const CONSTANTS_FILE = 'constants.env';

/** Shell variables that every script gets the path of: the connection timeout, and one for each status. */
export async function writeConstants(folder: string): Promise<string> {
  const path = join(folder, CONSTANTS_FILE);
  const lines = statuses.map(([name, value]) => `${name}="${value}"`);
  await writeFile(path, [`CONNECTION_TIMEOUT=${CONNECTION_TIMEOUT}`, ...lines, ''].join('\n'), { mode: 0o600 });
  return path;
}
