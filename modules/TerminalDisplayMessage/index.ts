import { defineModule } from 'everest-ts';
import type { TerminalDisplayMessage } from '#generated/modules/TerminalDisplayMessage';

/** Shows messages as lines of the log and keeps none of them. */
export default defineModule<TerminalDisplayMessage>(({ log, provides }) => {
  provides.display_message.implement({
    set_display_message({ request: messages }) {
      if (messages.length === 0) return { status: 'Rejected', status_info: 'No request sent' };
      for (const { id, message } of messages)
        log.info({ id, language: message.language }, `display: ${message.content}`);
      return { status: 'Accepted' };
    },
    get_display_messages: () => ({
      messages: [
        { message: { content: 'This is a test message', format: 'UTF8', language: 'en' } },
        { message: { content: 'https://pionix.de', format: 'URI' } },
      ],
    }),
    clear_display_message: () => ({ status: 'Accepted', status_info: 'Yes it is done!' }),
  });
});
