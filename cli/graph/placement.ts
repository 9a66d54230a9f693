import { layersOf, type Link } from './layers.js';

/** A node to be placed; sizes are pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** A link between two boxes, and how far below their tops it ends, in pixels. */
export interface PortLink extends Link {
  readonly fromOffset: number;
  readonly toOffset: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placement {
  readonly width: number;
  readonly height: number;
  /** Top left corner of each box. */
  readonly boxes: readonly Point[];
  /** Where each link passes: out of one box, between others, into the other box. */
  readonly paths: readonly (readonly Point[])[];
}

const BETWEEN_LAYERS = 110;
const BETWEEN_BOXES = 26;
const LANE = 9;
const ROUNDS = 24;

interface Item {
  readonly width: number;
  readonly height: number;
  readonly layer: number;
  y: number;
}

/** A piece of a link between neighbouring layers; offsets are pixels below the tops of its ends. */
interface Piece {
  readonly left: Item;
  readonly leftOffset: number;
  readonly right: Item;
  readonly rightOffset: number;
}

/** Places boxes in layers from left to right; links pass other boxes in lanes between them. */
export function place(boxes: readonly Box[], links: readonly PortLink[]): Placement {
  const others = links.map((link) => (link.from === link.to ? { from: -1, to: -1 } : link));
  const { layers, reversed } = layersOf(boxes.length, others);
  const items = boxes.map((box, index): Item => ({ ...box, layer: layers[index] ?? 0, y: 0 }));
  const lanes: Item[] = [];
  const pieces: Piece[] = [];
  const chains = links.map((link, index) => {
    const chain = chainOf(link, reversed[index] === true, items);
    lanes.push(...chain.lanes);
    pieces.push(...chain.pieces);
    return chain;
  });
  const count = Math.max(-1, ...items.map(({ layer }) => layer)) + 1;
  const all = [...items, ...lanes];
  const columns = Array.from({ length: count }, (_, layer) => all.filter((item) => item.layer === layer));
  arrange(columns, pieces);

  const widths = columns.map((column) => Math.max(0, ...column.map(({ width }) => width)));
  const starts = widths.map((_, layer) =>
    widths.slice(0, layer).reduce((sum, width) => sum + width + BETWEEN_LAYERS, 0),
  );
  const top = Math.min(0, ...all.map(({ y }) => y));
  const columnOf = ({ layer }: Item): { x: number; width: number } => ({
    x: starts[layer] ?? 0,
    width: widths[layer] ?? 0,
  });
  const corner = (item: Item): Point => {
    const { x, width } = columnOf(item);
    return { x: x + (width - item.width) / 2, y: item.y - top };
  };
  return {
    width: (starts.at(-1) ?? 0) + (widths.at(-1) ?? 0),
    height: Math.max(0, ...all.map((item) => item.y + item.height)) - top,
    boxes: items.map(corner),
    paths: chains.map((chain, index) => {
      if (chain.pieces.length === 0) return loop(links[index], items, corner);
      const points = chain.pieces.flatMap(({ left, leftOffset, right, rightOffset }) => {
        const end = corner(left).x + left.width;
        const from = {
          x: lanes.includes(left) ? columnOf(left).x + columnOf(left).width : end,
          y: left.y - top + leftOffset,
        };
        const to = { x: lanes.includes(right) ? columnOf(right).x : corner(right).x, y: right.y - top + rightOffset };
        return [from, to];
      });
      return chain.isReversed ? points.toReversed() : points;
    }),
  };
}

/** A link of a box to itself stays at its right. */
function loop(link: PortLink | undefined, items: readonly Item[], corner: (item: Item) => Point): Point[] {
  const item = link === undefined ? undefined : items[link.from];
  if (link === undefined || item === undefined) return [];
  const { x, y } = corner(item);
  const right = x + item.width;
  const [from, to] = [y + link.fromOffset, y + link.toOffset];
  return [
    { x: right, y: from },
    { x: right + 2 * LANE, y: (from + to) / 2 },
    { x: right, y: to },
  ];
}

interface Chain {
  readonly lanes: readonly Item[];
  readonly pieces: readonly Piece[];
  readonly isReversed: boolean;
}

function chainOf({ from, to, fromOffset, toOffset }: PortLink, isReversed: boolean, items: readonly Item[]): Chain {
  const source = { item: items[from], offset: fromOffset };
  const target = { item: items[to], offset: toOffset };
  const [left, right] = isReversed ? [target, source] : [source, target];
  if (left.item === undefined || right.item === undefined || left.item === right.item) {
    return { lanes: [], pieces: [], isReversed };
  }
  const lanes: Item[] = [];
  for (let layer = left.item.layer + 1; layer < right.item.layer; layer++) {
    lanes.push({ width: 0, height: LANE, layer, y: 0 });
  }
  const stops = [
    { item: left.item, offset: left.offset },
    ...lanes.map((item) => ({ item, offset: LANE / 2 })),
    { item: right.item, offset: right.offset },
  ];
  const pieces = stops.slice(1).flatMap((stop, index) => {
    const before = stops[index];
    if (before === undefined) return [];
    return [{ left: before.item, leftOffset: before.offset, right: stop.item, rightOffset: stop.offset }];
  });
  return { lanes, pieces, isReversed };
}

/** Orders each column by where the neighbours are, then moves everything as near to its neighbours as the order allows. */
function arrange(columns: Item[][], pieces: readonly Piece[]): void {
  for (const column of columns) stack(column);
  let best = columns.map((column) => [...column]);
  let fewest = crossings(columns, pieces);
  for (let round = 0; round < ROUNDS; round++) {
    const sweep = round % 2 === 0 ? columns : columns.toReversed();
    for (const column of sweep) {
      const wishes = new Map(column.map((item) => [item, wishOf(item, pieces, round % 2 === 0 ? 'left' : 'right')]));
      column.sort((a, b) => (wishes.get(a) ?? a.y) - (wishes.get(b) ?? b.y));
      stack(column);
    }
    const now = crossings(columns, pieces);
    if (now >= fewest) continue;
    fewest = now;
    best = columns.map((column) => [...column]);
  }
  best.forEach((column, index) => columns.splice(index, 1, column));
  for (const column of columns) stack(column);
  for (let round = 0; round < ROUNDS; round++) {
    for (const column of round % 2 === 0 ? columns : columns.toReversed()) settle(column, pieces);
  }
}

/** One below the other, without regard to links; around zero, so that columns lie beside each other. */
function stack(column: readonly Item[]): void {
  const total = column.reduce((sum, { height }, index) => sum + height + gap(column, index), 0);
  let y = -total / 2;
  column.forEach((item, index) => {
    y += gap(column, index);
    item.y = y;
    y += item.height;
  });
}

/** Above an item: lanes lie close to each other. */
function gap(column: readonly Item[], index: number): number {
  const [before, item] = [column[index - 1], column[index]];
  if (before === undefined || item === undefined) return 0;
  return before.height === LANE && item.height === LANE ? 2 : BETWEEN_BOXES;
}

/** Where the item would have to be for its links to be level; undefined without links to that side. */
function wishOf(item: Item, pieces: readonly Piece[], side: 'left' | 'right' | 'both'): number | undefined {
  const wishes = pieces.flatMap(({ left, leftOffset, right, rightOffset }) => {
    if (right === item && side !== 'right') return [left.y + leftOffset - rightOffset];
    return left === item && side !== 'left' ? [right.y + rightOffset - leftOffset] : [];
  });
  return wishes.length === 0 ? undefined : wishes.reduce((sum, wish) => sum + wish, 0) / wishes.length;
}

/** Least squares under the order: neighbours that would overlap move together (pool adjacent violators). */
function settle(column: readonly Item[], pieces: readonly Piece[]): void {
  let offset = 0;
  const pools: { sum: number; items: { item: Item; offset: number }[] }[] = [];
  column.forEach((item, index) => {
    offset += gap(column, index);
    pools.push({ sum: (wishOf(item, pieces, 'both') ?? item.y) - offset, items: [{ item, offset }] });
    offset += item.height;
    for (;;) {
      const [before, last] = pools.slice(-2);
      if (before === undefined || last === undefined) break;
      if (before.sum / before.items.length <= last.sum / last.items.length) break;
      pools.splice(-2, 2, { sum: before.sum + last.sum, items: [...before.items, ...last.items] });
    }
  });
  for (const { sum, items } of pools) for (const each of items) each.item.y = sum / items.length + each.offset;
}

function crossings(columns: readonly Item[][], pieces: readonly Piece[]): number {
  return columns.reduce((total, _, layer) => {
    const here = pieces.filter(({ left }) => left.layer === layer);
    const ends = here.map((piece) => [piece.left.y + piece.leftOffset, piece.right.y + piece.rightOffset] as const);
    let count = 0;
    ends.forEach(([a, b], index) => {
      for (const [c, d] of ends.slice(index + 1)) if ((a - c) * (b - d) < 0) count++;
    });
    return total + count;
  }, 0);
}
