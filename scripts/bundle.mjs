// Joins the compiled files of the product into few, as reading hundreds of modules takes most of the time of a start.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from '@rollup/wasm-node';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const to = join(dist, 'bundle');

const programs = ['cli/index', 'manager/main', 'manager/hosts/host-entry', 'manager/compile-declarations'];
// What is loaded when it is first needed: rollup counts the callers of a function by its static imports, and takes an argument
// that they all give for a constant unless the file is an entry of its own.
const loadedLate = ['manager/controller/start-controller', 'manager/slots/index'];
const frontDoors = ['framework/index', 'framework/testing/index', 'lib/ocpp16/index'];
const modules = readdirSync(join(root, 'modules')).filter((name) =>
  existsSync(join(dist, 'modules', name, 'index.js')),
);
const entries = [...programs, ...loadedLate, ...frontDoors, ...modules.map((name) => `modules/${name}/index`)];

const external = (id) => !id.startsWith('.') && !isAbsolute(id) && id !== 'everest-ts';

const bundle = await rollup({
  input: Object.fromEntries(entries.map((entry) => [entry, join(dist, `${entry}.js`)])),
  external,
  plugins: [
    {
      name: 'own-package',
      resolveId: (id) => (id === 'everest-ts' ? join(dist, 'framework/index.js') : undefined),
    },
  ],
  preserveEntrySignatures: 'strict',
  onwarn: (warning) => console.error(warning.message),
});
rmSync(to, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: to,
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
await bundle.close();
const late = output.filter(({ isDynamicEntry, isEntry }) => isDynamicEntry && !isEntry).map(({ name }) => name);
if (late.length > 0) throw new Error(`files that are loaded late must be entries of the bundle: ${late.join(', ')}`);

// the drop-in for everestjs: CommonJS for the module's thread, and the thread with the connection; each can be moved on its own
for (const [entry, file, format] of [
  ['main', 'main.cjs', 'cjs'],
  ['core-thread', 'core-thread.mjs', 'es'],
]) {
  const part = await rollup({
    input: join(dist, 'framework/everestjs', `${entry}.js`),
    external,
    onwarn: (warning) => console.error(warning.message),
  });
  await part.write({ file: join(to, 'everestjs', file), format });
  await part.close();
}

for (const name of modules) {
  cpSync(join(root, 'modules', name), join(to, 'modules', name), {
    recursive: true,
    filter: (file) => !/\.(ts|md)$/.test(file),
  });
}
