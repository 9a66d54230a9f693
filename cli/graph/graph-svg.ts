import { escapeMarkup } from '../../lib/text/escape-markup.js';
import { place, type Box, type Point, type PortLink } from './placement.js';
import type { Port, Wire, WiredModule, Wiring } from './wiring.js';

const ROW = 18;
const HEAD = 38;
const CHARACTER = 6.7;
const TITLE_CHARACTER = 8;
const PADDING = 12;
const MARGIN = 30;
const TOP = 62;
const COLOURS = (
  '#1769aa #b23c17 #2e7d32 #7b1fa2 #a06a00 #00796b #c2185b #455a64 #5d4037 #3f51b5 #827717 #0097a7 #d84315 #6a1b9a ' +
  '#33691e #ad1457 #283593 #4e342e'
).split(' ');

interface Row extends Port {
  readonly side: 'provides' | 'requires';
}

/** The wiring as a drawing: boxes in layers, and a line from each requirement to the implementation that serves it. */
export function graphSvg(wiring: Wiring, title: string): string {
  const wired = new Set(wiring.wires.flatMap(({ from, to }) => [from, to]));
  const modules = wiring.modules.filter(({ id }) => wired.has(id));
  const loose = wiring.modules.filter(({ id }) => !wired.has(id));
  const index = new Map(modules.map(({ id }, number) => [id, number]));
  const links = wiring.wires.map((wire) => linkOf(wire, modules, index));
  const { width, height, boxes, paths } = place(modules.map(sizeOf), links);
  const shift = ({ x, y }: Point): Point => ({ x: x + MARGIN, y: y + TOP });
  const colours = coloursOf(wiring.wires);

  const looseTop = TOP + height + (modules.length === 0 ? 0 : MARGIN);
  const looseWidths = loose.map((module) => sizeOf(module).width);
  const looseStarts = looseWidths.map((_, n) => looseWidths.slice(0, n).reduce((sum, each) => sum + each + MARGIN, 0));
  const looseHeight = Math.max(0, ...loose.map((module) => sizeOf(module).height));
  const drawings = [
    ...paths.map((path, number) => line(wiring.wires[number], path.map(shift), colours)),
    ...modules.map((module, number) => box(module, shift(boxes[number] ?? { x: 0, y: 0 }), wiring, colours)),
    ...loose.map((module, number) =>
      box(module, { x: MARGIN + (looseStarts[number] ?? 0), y: looseTop }, wiring, colours),
    ),
  ];
  const looseWidth = (looseStarts.at(-1) ?? 0) + (looseWidths.at(-1) ?? 0);
  const total = {
    width: Math.ceil(Math.max(width, looseWidth, title.length * 10) + 2 * MARGIN),
    height: Math.ceil(looseTop + looseHeight + MARGIN),
  };
  const counts = `${wiring.modules.length} modules, ${wiring.wires.length} connections; a line leads from a requirement to the implementation that serves it`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${total.width}" height="${total.height}" viewBox="0 0 ${total.width} ${total.height}" font-family="Helvetica, Arial, sans-serif">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${MARGIN}" y="28" font-size="18" font-weight="bold" fill="#1c2733">${escapeMarkup(title)}</text>
<text x="${MARGIN}" y="46" font-size="12" fill="#5b6b7a">${escapeMarkup(counts)}</text>
${drawings.join('\n')}
</svg>
`;
}

function rowsOf({ provides, requires }: WiredModule): Row[] {
  return [
    ...provides.map((port) => ({ ...port, side: 'provides' as const })),
    ...requires.map((port) => ({ ...port, side: 'requires' as const })),
  ];
}

function sizeOf(module: WiredModule): Box {
  const rows = rowsOf(module).map(({ id, interface: name }) => (id.length + name.length + 4) * CHARACTER);
  const heads = [module.id.length * TITLE_CHARACTER, subtitle(module).length * CHARACTER];
  return { width: Math.ceil(Math.max(...rows, ...heads) + 2 * PADDING), height: HEAD + ROW * rows.length + 4 };
}

function linkOf(wire: Wire, modules: readonly WiredModule[], index: ReadonlyMap<string, number>): PortLink {
  const from = index.get(wire.from) ?? 0;
  const to = index.get(wire.to) ?? 0;
  return {
    from,
    to,
    fromOffset: offsetOf(modules[from], 'requires', wire.requirement),
    toOffset: offsetOf(modules[to], 'provides', wire.implementation),
  };
}

/** From the top of a box to the middle of a row. */
function offsetOf(module: WiredModule | undefined, side: Row['side'], id: string): number {
  const rows = module === undefined ? [] : rowsOf(module);
  const row = rows.findIndex((candidate) => candidate.side === side && candidate.id === id);
  return HEAD + ROW * (Math.max(0, row) + 0.5);
}

function box(module: WiredModule, { x, y }: Point, { wires }: Wiring, colours: ReadonlyMap<string, string>): string {
  const { width, height } = sizeOf(module);
  const rows = rowsOf(module).map((row, number) => {
    const middle = y + HEAD + ROW * (number + 0.5);
    const isUsed = wires.some((wire) =>
      row.side === 'provides'
        ? wire.to === module.id && wire.implementation === row.id
        : wire.from === module.id && wire.requirement === row.id,
    );
    const colour = isUsed ? (colours.get(row.interface) ?? '#1c2733') : '#9aa7b3';
    const fill = row.side === 'provides' ? '#eef4fa' : '#ffffff';
    return [
      `<rect x="${x + 1}" y="${middle - ROW / 2}" width="${width - 2}" height="${ROW}" fill="${fill}"/>`,
      `<circle cx="${x + PADDING - 3}" cy="${middle}" r="3" fill="${row.side === 'provides' ? colour : '#ffffff'}" stroke="${colour}"/>`,
      `<text x="${x + PADDING + 5}" y="${middle + 4}" font-size="12" fill="${isUsed ? '#1c2733' : '#9aa7b3'}">${escapeMarkup(row.id)}</text>`,
      `<text x="${x + width - PADDING}" y="${middle + 4}" font-size="11" text-anchor="end" fill="${colour}">${escapeMarkup(row.interface)}</text>`,
    ].join('');
  });
  return [
    `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="#ffffff" stroke="#7d8fa0"/>`,
    `<rect x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${HEAD - 4}" rx="4" fill="#dbe7f3"/>`,
    `<text x="${x + PADDING}" y="${y + 16}" font-size="14" font-weight="bold" fill="#1c2733">${escapeMarkup(module.id)}</text>`,
    `<text x="${x + PADDING}" y="${y + 30}" font-size="11" fill="#5b6b7a">${escapeMarkup(subtitle(module))}</text>`,
    ...rows,
    '</g>',
  ].join('\n');
}

function subtitle({ module, note }: WiredModule): string {
  return note === undefined ? module : `${module}, ${note}`;
}

/** A smooth line with an arrow at the implementation. */
function line(wire: Wire | undefined, points: readonly Point[], colours: ReadonlyMap<string, string>): string {
  const [first, ...others] = points;
  if (wire === undefined || first === undefined) return '';
  const colour = colours.get(wire.interface) ?? '#1c2733';
  let path = `M${at(first)}`;
  let before = first;
  for (const point of others) {
    const bend = (point.x - before.x) / 2;
    const isLevel = Math.abs(point.y - before.y) < 0.5;
    path += isLevel
      ? ` L${at(point)}`
      : ` C${at({ x: before.x + bend, y: before.y })} ${at({ x: point.x - bend, y: point.y })} ${at(point)}`;
    before = point;
  }
  const previous = points.at(-2) ?? first;
  const back = before.x >= previous.x ? -7 : 7;
  const arrow = `M${at(before)} l${back},-3.5 l0,7 z`;
  const tooltip = `${wire.from}.${wire.requirement} -> ${wire.to}.${wire.implementation} (${wire.interface})`;
  return `<g fill="none" stroke="${colour}" stroke-width="1.4" stroke-opacity="0.8"><title>${escapeMarkup(tooltip)}</title><path d="${path}"/><path d="${arrow}" fill="${colour}" stroke="none"/></g>`;
}

/** The same colour for everything of one interface. */
function coloursOf(wires: readonly Wire[]): Map<string, string> {
  const names = [...new Set(wires.map((wire) => wire.interface))].sort();
  return new Map(names.map((name, number) => [name, COLOURS[number % COLOURS.length] ?? '#1c2733']));
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
