import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { graphDot } from '../../../cli/graph/graph-dot.js';
import { graphSvg } from '../../../cli/graph/graph-svg.js';
import { graphText } from '../../../cli/graph/graph-text.js';
import { layersOf } from '../../../cli/graph/layers.js';
import { place, type Box, type PortLink } from '../../../cli/graph/placement.js';
import { wiringOf, type Wiring } from '../../../cli/graph/wiring.js';
import { openConfiguration } from '../../../manager/config/index.js';

const graphs = fc.integer({ min: 1, max: 14 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 });
  return fc.record({
    boxes: fc.array(
      fc.record({ width: fc.integer({ min: 40, max: 300 }), height: fc.integer({ min: 20, max: 400 }) }),
      {
        minLength: count,
        maxLength: count,
      },
    ),
    links: fc.array(fc.record({ from: node, to: node, fromOffset: fc.constant(10), toOffset: fc.constant(12) }), {
      maxLength: 30,
    }),
  });
});

const small: Wiring = {
  modules: [
    {
      id: 'auth',
      module: 'Auth',
      provides: [],
      requires: [
        { id: 'reader', interface: 'auth_token_provider' },
        { id: 'kvs', interface: 'kvs' },
      ],
    },
    { id: 'card', module: 'Reader', provides: [{ id: 'main', interface: 'auth_token_provider' }], requires: [] },
    { id: 'lone', module: 'Lone<1>', provides: [], requires: [], note: 'standalone' },
  ],
  wires: [
    { from: 'auth', requirement: 'reader', to: 'card', implementation: 'main', interface: 'auth_token_provider' },
  ],
};

describe('layers', () => {
  test('every link that is not reversed leads to a later layer, whatever circles there are', () => {
    fc.assert(
      fc.property(graphs, ({ boxes, links }) => {
        const others = links.filter(({ from, to }) => from !== to);

        const { layers, reversed } = layersOf(boxes.length, others);

        others.forEach(({ from, to }, index) => {
          const [left, right] = reversed[index] === true ? [to, from] : [from, to];
          expect(layers[left]).toBeLessThan(layers[right] ?? -1);
        });
        expect(Math.min(...layers)).toBe(0);
      }),
    );
  });

  test('without circles nothing is reversed', () => {
    const chain = [
      { from: 2, to: 1 },
      { from: 1, to: 0 },
      { from: 2, to: 0 },
    ];

    expect(layersOf(3, chain)).toEqual({ layers: [2, 1, 0], reversed: [false, false, false] });
  });
});

describe('placement', () => {
  test('no two boxes overlap, all are within the drawing, and every link is drawn', () => {
    fc.assert(
      fc.property(graphs, ({ boxes, links }) => {
        const placed = place(boxes, links);

        const rectangles = boxes.map((box, index) => ({ ...box, ...(placed.boxes[index] ?? { x: NaN, y: NaN }) }));
        for (const [index, a] of rectangles.entries()) {
          expect(a.x >= -0.01 && a.x + a.width <= placed.width + 0.01).toBe(true);
          expect(a.y >= -0.01 && a.y + a.height <= placed.height + 0.01).toBe(true);
          for (const b of rectangles.slice(index + 1)) {
            const apart =
              a.x + a.width <= b.x ||
              b.x + b.width <= a.x ||
              a.y + a.height <= b.y + 0.01 ||
              b.y + b.height <= a.y + 0.01;
            expect(apart).toBe(true);
          }
        }
        expect(placed.paths.every((path) => path.length >= 2)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('a line begins and ends at the rows that it connects', () => {
    const boxes: Box[] = [
      { width: 100, height: 60 },
      { width: 80, height: 40 },
    ];
    const links: PortLink[] = [{ from: 0, to: 1, fromOffset: 30, toOffset: 20 }];

    const { boxes: at, paths } = place(boxes, links);

    expect(paths[0]?.[0]).toEqual({ x: (at[0]?.x ?? 0) + 100, y: (at[0]?.y ?? 0) + 30 });
    expect(paths[0]?.at(-1)).toEqual({ x: at[1]?.x, y: (at[1]?.y ?? 0) + 20 });
  });
});

describe('what is shown', () => {
  test('as text: requirements with who serves them, implementations with whom they serve', () => {
    expect(graphText(small)).toBe(
      [
        'auth (Auth)',
        '  reader  (auth_token_provider)  -> card.main',
        '  kvs     (kvs)                  -> nobody',
        '',
        'card (Reader)',
        '  main  (auth_token_provider)  <- auth.reader',
        '',
        'lone (Lone<1>, standalone)',
        '',
      ].join('\n'),
    );
  });

  test('as a drawing: every module, requirement and interface, and a line with its ends as tooltip', () => {
    const svg = graphSvg(small, 'a & b.yaml');

    for (const text of ['auth', 'card', 'lone', 'reader', 'auth_token_provider', 'a &amp; b.yaml', 'Lone&lt;1&gt;']) {
      expect(svg).toContain(`>${text}`);
    }
    expect(svg).toContain('<title>auth.reader -&gt; card.main (auth_token_provider)</title>');
  });

  test('for Graphviz: nodes with ports and edges between them', () => {
    expect(graphDot(small)).toContain('"auth":"r_reader" -> "card":"p_main" [tooltip="auth_token_provider"];');
  });

  test('of the delivered station: each of its connections as one line', () => {
    const { configuration } = openConfiguration({ config: 'config-sil-ocpp', env: {} });
    const wiring = wiringOf(configuration ?? { modules: new Map() });

    const svg = graphSvg(wiring, 'station');

    expect(wiring.wires.length).toBeGreaterThan(30);
    expect(svg.match(/<title>/g)).toHaveLength(wiring.wires.length);
    expect(svg).not.toContain('NaN');
  });
});
