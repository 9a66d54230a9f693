/** How a text is to be shown. */
export type PriceTextFormat = 'ASCII' | 'HTML' | 'QRCODE' | 'URI' | 'UTF8';

/** A text for the user, in one language. */
export interface PriceText {
  readonly content: string;
  readonly format?: PriceTextFormat;
  readonly language?: string;
}

/** Texts about the price of one user. */
export interface TariffMessage {
  readonly texts: readonly PriceText[];
  /** The session while the user has a transaction, else the token itself. */
  readonly identifier: { readonly type: 'IdToken' | 'SessionId'; readonly id: string };
  /** The id of the central system for the transaction, once there is one. */
  readonly transactionId?: number;
}

/** A price text as `DefaultPrice` and `DefaultPriceText` keep it. */
export interface StoredPriceText {
  readonly priceText?: string;
  readonly priceTextOffline?: string;
  readonly language?: string;
}

/** A price text as messages of the central system carry it. */
export interface ReceivedPriceTexts {
  readonly priceText?: string;
  readonly priceTextExtra?: readonly PriceText[];
}

/** The texts for users nobody knows yet; entries without the wanted text are left out. */
export function defaultTexts(stored: readonly StoredPriceText[], isOnline: boolean): PriceText[] {
  return stored.flatMap(({ language, priceText, priceTextOffline }) => {
    const content = isOnline ? priceText : priceTextOffline;
    return content === undefined ? [] : [textOf(content, language)];
  });
}

/** The main text is in the language of the station; the others say themselves which one they are in. */
export function receivedTexts(
  { priceText, priceTextExtra = [] }: ReceivedPriceTexts,
  { language, takesExtraTexts }: { readonly language?: string | undefined; readonly takesExtraTexts: boolean },
): PriceText[] {
  const main = priceText === undefined ? [] : [textOf(priceText, language)];
  return takesExtraTexts ? [...main, ...priceTextExtra] : main;
}

function textOf(content: string, language: string | undefined): PriceText {
  return { content, ...(language !== undefined && { language }) };
}
