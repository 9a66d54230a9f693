/** Words that a step says, one at a time. */
export type Lines = AsyncIterable<string>;

export interface SignedFirmware {
  readonly url: string;
  /** Base64, over the SHA-256 digest of the file. */
  readonly signature: string;
  /** PEM */
  readonly certificate: string;
}

/**
 * The work behind the commands, cut where an operator can put a script of the same name. Each step ends when its lines do, and stops
 * at once when `signal` fires.
 */
export interface Steps {
  /** Fetches and installs: `Downloading`, `Downloaded` or `DownloadFailed`, `Installing`, `Installed`. */
  updateFirmware(url: string, file: string, signal: AbortSignal): Lines;
  /** `Downloading`, then `DownloadFailed`, or `Downloaded` and `SignatureVerified` or `InvalidSignature`. */
  downloadSigned(firmware: SignedFirmware, file: string, signal: AbortSignal): Lines;
  /** The lines between the two marks in the image. */
  readMetadata(url: string, file: string, signal: AbortSignal): Lines;
  /** `Installing`, `Installed`. */
  installSigned(url: string, file: string, signal: AbortSignal): Lines;
  /** `Uploading`, then `Uploaded`, `PermissionDenied`, `BadMessage`, `NotSupportedOperation` or `UploadFailure`. */
  uploadDiagnostics(url: string, fileName: string, file: string, signal: AbortSignal): Lines;
}
