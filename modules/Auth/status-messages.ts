import type {
  ProvidedIdToken,
  TokenValidationStatus,
  TokenValidationStatusMessage,
  ValidationResult,
} from '#generated/types/authorization';

/** Reports how far a token has got. Only a token that was accepted carries the validator's messages. */
export class StatusMessages {
  readonly #publish: (message: TokenValidationStatusMessage) => void;

  constructor(publish: (message: TokenValidationStatusMessage) => void) {
    this.#publish = publish;
  }

  accepted(token: ProvidedIdToken, result: ValidationResult): void {
    this.#publish({ token, status: 'Accepted', messages: result.tariff_messages });
  }

  report(status: Exclude<TokenValidationStatus, 'Accepted'>, token: ProvidedIdToken): void {
    this.#publish({ token, status, messages: [] });
  }
}
