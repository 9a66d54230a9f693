import { CommandError, defineModule } from 'everest-ts';

export default defineModule(({ provides, requires, mqtt }) => {
  const { publish, errors, implement } = provides.main;
  const hear = (what) => publish.heard(what);
  implement({
    show({ page, title }) {
      publish.page(page);
      if (title === 'hot') errors.raise('interop/Overheat', { message: 'coil', subType: 'coil', severity: 'High' });
      if (title === 'cold') errors.clear('interop/Overheat', 'coil');
      return page < 100;
    },
    clear: () => undefined,
    fail({ how }) {
      if (how === 'throw') throw new Error('as told');
      throw new CommandError(how, 'BUS_HANDLER_FAILED', `as told: ${how}`);
    },
  });
  for (const meter of requires.meters) {
    meter.on.reading((reading) => hear({ reading, members: Object.keys(reading) }));
    meter.errors.onAny({
      raised: ({ type, sub_type, message }) => hear({ raised: [type, sub_type, message] }),
      cleared: ({ type }) => hear({ cleared: type, active: meter.errors.active().length }),
    });
  }
  mqtt.subscribe('display/say', (text) => mqtt.publish('display/said', text, { retain: false }));
  const outcome = (call) =>
    call.then(
      (value) => ({ value: value ?? null }),
      ({ name, type, message }) => ({ name, type, message }),
    );
  return {
    async ready() {
      const [meter] = requires.meters;
      if (meter === undefined) return;
      hear({ set_limit: await outcome(meter.call.set_limit({ ampere: 16 })) });
      hear({ reset: await outcome(meter.call.reset()) });
      for (const how of [
        'MessageParsingError',
        'SchemaValidationError',
        'HandlerException',
        'CmdTimeout',
        'Shutdown',
        'NotReady',
        'Unheard',
      ])
        hear({ fail: how, ...(await outcome(meter.call.fail({ how }))) });
    },
  };
});
