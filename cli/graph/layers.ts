/** An edge between nodes that are named by their number. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

/** The layer of each node, from 0: every link that is not reversed leads to a later one. */
export interface Layering {
  readonly layers: readonly number[];
  /** For each link, whether it runs against the order, because it closes a circle. */
  readonly reversed: readonly boolean[];
}

/** Puts the nodes in layers, with short links. */
export function layersOf(count: number, links: readonly Link[]): Layering {
  const reversed = closingLinks(count, links);
  const forward = links.map(({ from, to }, index) =>
    reversed[index] === true ? { from: to, to: from } : { from, to },
  );
  const order = topological(count, forward);
  const layers = Array.from({ length: count }, () => 0);
  const layer = (node: number): number => layers[node] ?? 0;
  for (const node of order) {
    for (const { to } of forward.filter(({ from }) => from === node)) layers[to] = Math.max(layer(to), layer(node) + 1);
  }
  // what only needs others stands right before the first that it needs
  for (const node of order.toReversed()) {
    const after = forward.filter(({ from }) => from === node).map(({ to }) => layer(to));
    const before = forward.filter(({ to }) => to === node).length;
    if (after.length > before) layers[node] = Math.max(layer(node), Math.min(...after) - 1);
  }
  const first = Math.min(Number.POSITIVE_INFINITY, ...layers);
  return { layers: layers.map((each) => each - first), reversed };
}

/** The links that a walk through the graph finds to lead back to where it came from. Those that need most go first. */
function closingLinks(count: number, links: readonly Link[]): boolean[] {
  const state = Array.from({ length: count }, () => 'new');
  const reversed = links.map(() => false);
  const walk = (node: number): void => {
    state[node] = 'open';
    links.forEach(({ from, to }, index) => {
      if (from !== node) return;
      if (state[to] === 'open') reversed[index] = true;
      else if (state[to] === 'new') walk(to);
    });
    state[node] = 'done';
  };
  const surplus = (node: number): number =>
    links.reduce((sum, { from, to }) => sum + Number(from === node) - Number(to === node), 0);
  const nodes = Array.from({ length: count }, (_, node) => node).sort((a, b) => surplus(b) - surplus(a));
  for (const node of nodes) if (state[node] === 'new') walk(node);
  return reversed;
}

function topological(count: number, links: readonly Link[]): number[] {
  const open = Array.from({ length: count }, (_, node) => links.filter(({ to }) => to === node).length);
  const order = open.flatMap((degree, node) => (degree === 0 ? [node] : []));
  for (let index = 0; index < order.length; index++) {
    for (const { to } of links.filter(({ from }) => from === order[index])) {
      open[to] = (open[to] ?? 0) - 1;
      if (open[to] === 0) order.push(to);
    }
  }
  return order;
}
