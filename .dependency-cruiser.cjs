/** The layer table of docs/architecture.md §2: who may import whom. */
const layers = {
  lib: [],
  framework: ['lib'],
  codegen: ['framework/declarations', 'lib'],
  modules: ['framework', 'lib'],
  manager: ['framework', 'lib'],
  csms: ['lib'],
  cli: ['manager', 'framework', 'codegen', 'csms', 'lib'],
};
const ours = Object.keys(layers);

const arrows = ours.map((from) => ({
  name: `${from}-imports-only-its-layers`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: `^(${ours.join('|')})/`,
    pathNot: [
      ...(from === 'modules' ? [] : [`^${from}/`]),
      ...layers[from].map((layer) => `^${layer}/`),
      ...(from === 'modules' ? ['^modules/'] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'modules-meet-on-the-bus-only',
      severity: 'error',
      from: { path: '^modules/([^/]+)/' },
      to: { path: '^modules/', pathNot: '^modules/$1/' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { pathNot: '^(tests|bench)/' },
      to: { path: '^(tests|bench)/' },
    },
    {
      name: 'csms-shares-messages-only',
      severity: 'error',
      from: { path: '^csms/' },
      to: { path: '^lib/ocpp16/', pathNot: '^lib/ocpp16/messages/' },
    },
    {
      name: 'only-lib-sqlite-opens-databases',
      severity: 'error',
      from: { pathNot: '^lib/sqlite/' },
      to: { path: 'node-sqlite3-wasm' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|generated)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
