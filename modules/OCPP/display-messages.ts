import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { DisplayMessage as DisplayMessageValue, MessageStateEnum } from '#generated/types/display_message';
import type { DisplayMessage, Response } from '../../lib/ocpp16/index.js';

type Connection = NonNullable<ModuleContext<OCPP>['requires']['display_message']>;

/** What of a display is used here. */
export interface Display {
  readonly call: Pick<Connection['call'], 'set_display_message'>;
}

/** Texts for the display of the station; without one they are refused. */
export async function showMessages(
  messages: readonly DisplayMessage[],
  display: Display | undefined,
): Promise<Response<'DataTransfer'>> {
  if (display === undefined) return { status: 'Rejected' };
  const { status, status_info: info } = await display.call.set_display_message({ request: messages.map(valueOf) });
  return { status: status === 'Accepted' ? 'Accepted' : 'Rejected', ...(info !== undefined && { data: info }) };
}

function valueOf(message: DisplayMessage): DisplayMessageValue {
  const { id, identifier, priority, qrCode, state, timestampFrom, timestampTo } = message;
  return {
    ...(id !== undefined && { id }),
    ...(priority !== undefined && { priority }),
    ...(state !== undefined && { state: stateOf(state) }),
    ...(timestampFrom !== undefined && { timestamp_from: timestampFrom }),
    ...(timestampTo !== undefined && { timestamp_to: timestampTo }),
    ...(identifier !== undefined && { identifier_id: identifier.id, identifier_type: identifier.type }),
    message: { ...message.message },
    ...(qrCode !== undefined && { qr_code: qrCode }),
  };
}

/** The display knows the state under another name. */
function stateOf(state: NonNullable<DisplayMessage['state']>): MessageStateEnum {
  return state === 'Suspended' ? 'Suspending' : state;
}
