import { escapeMarkup } from '../../lib/text/escape-markup.js';
import type { Port, Wiring } from './wiring.js';

/** The wiring in the language of Graphviz, for those who have it. */
export function graphDot({ modules, wires }: Wiring): string {
  const nodes = modules.map(({ id, module, provides, requires }) => {
    const rows = [
      `<tr><td colspan="2" bgcolor="#dbe7f3"><b>${escapeMarkup(id)}</b><br/>${escapeMarkup(module)}</td></tr>`,
      ...provides.map((port) => row('p', port)),
      ...requires.map((port) => row('r', port)),
    ];
    return `  ${quote(id)} [label=<<table border="0" cellborder="1" cellspacing="0">${rows.join('')}</table>>];`;
  });
  const edges = wires.map(
    ({ from, requirement, to, implementation, interface: name }) =>
      `  ${quote(from)}:${quote(`r_${requirement}`)} -> ${quote(to)}:${quote(`p_${implementation}`)} [tooltip=${quote(name)}];`,
  );
  return `digraph everest {\n  rankdir=LR;\n  node [shape=plain, fontname="sans-serif"];\n${[...nodes, ...edges].join('\n')}\n}\n`;
}

function row(side: 'p' | 'r', { id, interface: name }: Port): string {
  return `<tr><td port="${escapeMarkup(`${side}_${id}`)}" align="left">${escapeMarkup(id)}</td><td align="left">${escapeMarkup(name)}</td></tr>`;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
