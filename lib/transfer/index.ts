/** Files to and from servers, over http, https, ftp and ftps. */
export { locationText, parseLocation, type Location, type TransferProtocol } from './location.js';
export type { TransferOptions } from './options.js';
export { download, upload } from './transfer.js';
export { TransferFailed, type TransferFailure } from './transfer-failed.js';
