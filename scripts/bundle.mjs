// Joins the compiled files of the product into few, as reading hundreds of modules takes most of the time of a start.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import { rollup } from '@rollup/wasm-node';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const to = join(dist, 'bundle');

const programs = ['cli/index', 'manager/main', 'manager/hosts/host-entry', 'manager/compile-declarations'];
// What is loaded when it is first needed.
const loadedLate = ['manager/controller/start-controller', 'manager/slots/index'];
const frontDoors = ['framework/index', 'framework/testing/index', 'lib/ocpp16/index'];
const modules = readdirSync(join(root, 'modules')).filter((name) =>
  existsSync(join(dist, 'modules', name, 'index.js')),
);
const entries = [...programs, ...loadedLate, ...frontDoors, ...modules.map((name) => `modules/${name}/index`)];
const fileOf = (entry) => join(dist, `${entry}.js`);

// Libraries that programs read when they start, in many files. Others are read late, or look for files beside their own.
const joined = ['commander', 'pino', 'ws', 'yaml'];

const isOurs = (file) => !file.includes('/node_modules/');

/** Says where imports lead: our own package, the libraries that are joined with all that they need, and what stays outside. */
const resolution = {
  name: 'resolution',
  resolveId(id, importer) {
    if (id === 'everest-ts') return join(dist, 'framework/index.js');
    if (id.startsWith('.') || id.startsWith('\0') || isAbsolute(id)) return undefined;
    if (isBuiltin(id) || (isOurs(importer) && !joined.includes(id))) return { id, external: true };
    const { resolve } = createRequire(importer);
    try {
      return resolve(id);
    } catch {
      // what a library can do without
      return { id, external: true };
    }
  },
  // rollup counts the callers of a function by its static imports, and takes an argument that they all give for a constant
  // unless the file is an entry of its own
  resolveDynamicImport(id, importer) {
    if (typeof id !== 'string' || !id.startsWith('.') || !isOurs(importer)) return;
    const isEntry = entries.map(fileOf).includes(join(dirname(importer), id));
    if (!isEntry) this.error(`${importer} loads ${id} late, which must be an entry of the bundle for that`);
  },
  transform: (code, id) => (id.endsWith('.json') ? `module.exports = ${code}` : undefined),
};
const plugins = [resolution, commonjs({ extensions: ['.js', '.json'] })];

const bundle = await rollup({
  input: Object.fromEntries(entries.map((entry) => [entry, fileOf(entry)])),
  plugins,
  preserveEntrySignatures: 'strict',
  // no file does anything but by what it exports, so a program reads only what it uses
  treeshake: { moduleSideEffects: false },
  onwarn: (warning) => console.error(warning.message),
});
rmSync(to, { recursive: true, force: true });
await bundle.write({
  dir: to,
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  // else it lies with one of the libraries, and whoever reads another one reads that, too
  manualChunks: (id) => (id.includes('commonjsHelpers') ? 'commonjs' : undefined),
});
await bundle.close();

// the drop-in for everestjs: CommonJS for the module's thread, and the thread with the connection; each can be moved on its own
for (const [entry, file, format] of [
  ['main', 'main.cjs', 'cjs'],
  ['core-thread', 'core-thread.mjs', 'es'],
]) {
  const part = await rollup({
    input: join(dist, 'framework/everestjs', `${entry}.js`),
    plugins,
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
