import { defineModule } from 'everest-ts';
import type { EnergyNode } from '#generated/modules/EnergyNode';
import { fuseCapabilities, type Fuse } from './fuse.js';
import { GrantForwarder } from './grants.js';
import { initialRequest, step, type NodeEvent, type NodeOptions } from './node.js';

/** A fuse in the energy tree: requests pass upwards through it, grants pass downwards. */
export default defineModule<EnergyNode>(({ config, provides, requires, info, clock, log }) => {
  const fuse: Fuse = {
    limitA: config.module.fuse_limit_A,
    phaseCount: config.module.phase_count,
    nominalVoltageV: config.module.nominal_voltage_V,
    source: `${info.id}/module_config`,
  };
  const forwarders = requires.energy_consumer.map((consumer) => new GrantForwarder(consumer, log));
  let request = initialRequest(options());
  let ready = false;

  function options(): NodeOptions {
    const enhance = config.module.enhance_external_schedule;
    return { moduleId: info.id, fuse, enhance, nowMs: clock.now() };
  }
  function take(event: NodeEvent): void {
    request = step(request, event, options());
  }
  function publish(): void {
    if (!ready) return;
    provides.energy_grid.publish.energy_flow_request(request);
    take({ type: 'published' });
  }

  for (const consumer of requires.energy_consumer) {
    consumer.on.energy_flow_request((child) => {
      take({ type: 'child', request: child });
      publish();
    });
  }
  requires.powermeter?.on.powermeter((reading) => {
    take({ type: 'meter', reading });
    publish();
  });
  requires.price_information?.on.energy_pricing(publish);
  provides.energy_grid.implement({
    enforce_limits: ({ value }) => {
      if (value.uuid === info.id) return;
      for (const forwarder of forwarders) forwarder.forward(value);
    },
  });
  provides.external_limits.implement({
    set_external_limits: ({ value }) => take({ type: 'externalLimits', limits: value }),
  });
  return {
    ready() {
      ready = true;
      publish();
      provides.external_limits.publish.capabilities(fuseCapabilities(fuse));
    },
  };
});
