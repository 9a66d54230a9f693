import type { Wiring, WiredModule } from './wiring.js';

/** The wiring as text: each module with what it needs and from whom, and with what it has and for whom. */
export function graphText(wiring: Wiring): string {
  return `${wiring.modules.map((module) => moduleText(module, wiring)).join('\n\n')}\n`;
}

function moduleText(module: WiredModule, { wires }: Wiring): string {
  const requires = module.requires.map(({ id, interface: name }) => {
    const ends = wires.filter(({ from, requirement }) => from === module.id && requirement === id);
    return [id, name, '->', ends.map(({ to, implementation }) => `${to}.${implementation}`)] as const;
  });
  const provides = module.provides.map(({ id, interface: name }) => {
    const ends = wires.filter(({ to, implementation }) => to === module.id && implementation === id);
    return [id, name, '<-', ends.map(({ from, requirement }) => `${from}.${requirement}`)] as const;
  });
  const rows = [...requires, ...provides];
  const idWidth = Math.max(0, ...rows.map(([id]) => id.length));
  const nameWidth = Math.max(0, ...rows.map(([, name]) => name.length + 2));
  const lines = rows.flatMap(([id, name, arrow, ends]) => {
    const head = `  ${id.padEnd(idWidth)}  ${`(${name})`.padEnd(nameWidth)}  ${arrow} `;
    const [first = 'nobody', ...others] = ends;
    return [head + first, ...others.map((end) => ' '.repeat(head.length) + end)];
  });
  const note = module.note === undefined ? '' : `, ${module.note}`;
  return [`${module.id} (${module.module}${note})`, ...lines].join('\n');
}
