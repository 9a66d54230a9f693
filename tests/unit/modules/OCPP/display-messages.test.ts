import { describe, expect, test } from '@jest/globals';
import type {
  DisplayMessage as DisplayMessageValue,
  SetDisplayMessageResponse,
} from '#generated/types/display_message';
import type { DisplayMessage } from '../../../../lib/ocpp16/index.js';
import { showMessages, type Display } from '../../../../modules/OCPP/display-messages.js';

/** A display with one answer, and what it was asked to show. */
function displayWith(answer: SetDisplayMessageResponse): { display: Display; asked: DisplayMessageValue[][] } {
  const asked: DisplayMessageValue[][] = [];
  const display: Display = {
    call: {
      set_display_message({ request }) {
        asked.push(request);
        return Promise.resolve(answer);
      },
    },
  };
  return { display, asked };
}

describe('20.14 · set_display_message', () => {
  const message = { content: 'welcome', format: 'ASCII', language: 'en' } as const;

  test('all members of a message reach the display', async () => {
    const full: DisplayMessage = {
      id: 7,
      priority: 'InFront',
      state: 'Suspended',
      timestampFrom: '2026-01-01T12:00:00Z',
      timestampTo: '2026-01-01T13:00:00Z',
      identifier: { type: 'TransactionId', id: '42' },
      message,
      qrCode: 'https://x',
    };

    const { asked, display } = displayWith({ status: 'Accepted' });
    expect(await showMessages([full, { message }], display)).toEqual({ status: 'Accepted' });
    expect(asked).toEqual([
      [
        {
          id: 7,
          priority: 'InFront',
          state: 'Suspending',
          timestamp_from: '2026-01-01T12:00:00Z',
          timestamp_to: '2026-01-01T13:00:00Z',
          identifier_id: '42',
          identifier_type: 'TransactionId',
          message,
          qr_code: 'https://x',
        },
        { message },
      ],
    ]);
  });

  test.each(['Rejected', 'NotSupportedPriority', 'UnknownTransaction'] as const)(
    '%s of the display is Rejected, with its reason',
    async (status) => {
      const answer = await showMessages([{ message }], displayWith({ status, status_info: 'no room' }).display);

      expect(answer).toEqual({ status: 'Rejected', data: 'no room' });
    },
  );

  test('is Rejected without a display', async () => {
    expect(await showMessages([{ message }], undefined)).toEqual({ status: 'Rejected' });
  });
});
