import { parseDateTime, type AuthorizationStatus, type IdTagInfo } from '../lib/ocpp16/messages/index.js';

export interface IdTag {
  readonly idTag: string;
  readonly status: AuthorizationStatus;
  readonly parentIdTag?: string;
  readonly expiryDate?: string;
}

export const defaultIdTags: readonly IdTag[] = [{ idTag: 'DEADBEEF', status: 'Accepted' }];

/** The tags this central system knows. OCPP compares them without regard to case (CiString). */
export class IdTags {
  readonly #tags = new Map<string, IdTag>();
  readonly #acceptUnknown: boolean;

  constructor(tags: readonly IdTag[], acceptUnknown: boolean) {
    this.#acceptUnknown = acceptUnknown;
    for (const tag of tags) this.set(tag);
  }

  get all(): readonly IdTag[] {
    return [...this.#tags.values()];
  }

  set(tag: IdTag): void {
    this.#tags.set(tag.idTag.toUpperCase(), tag);
  }

  remove(idTag: string): boolean {
    return this.#tags.delete(idTag.toUpperCase());
  }

  /** What to answer about a tag at `nowMs`, milliseconds since 1970. */
  info(idTag: string, nowMs: number): IdTagInfo {
    const tag = this.#tags.get(idTag.toUpperCase());
    if (tag === undefined) return { status: this.#acceptUnknown ? 'Accepted' : 'Invalid' };
    const { status, parentIdTag, expiryDate } = tag;
    const expiryMs = expiryDate === undefined ? undefined : parseDateTime(expiryDate);
    return {
      status: status === 'Accepted' && expiryMs !== undefined && expiryMs <= nowMs ? 'Expired' : status,
      ...(parentIdTag === undefined ? {} : { parentIdTag }),
      ...(expiryDate === undefined ? {} : { expiryDate }),
    };
  }
}
