'use strict';
/* global __dirname, exports, process, require */

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

/** Where the compiled runtime is: beside this file, in the package that this folder is part of, or in the same installation. */
const places = [
  join(__dirname, 'runtime'),
  join(__dirname, '../dist/bundle/everestjs'),
  join(__dirname, '../../../../libexec/everest/node_modules/everest-ts/dist/bundle/everestjs'),
];

function findRuntime() {
  const found = places.find((place) => existsSync(join(place, 'main.cjs')));
  if (found === undefined) throw new Error(`everestjs: no compiled runtime; looked in ${places.join(', ')}`);
  return found;
}

const runtime = findRuntime();
const { everestjsOf } = require(join(runtime, 'main.cjs'));
const { boot_module, evlog } = everestjsOf(pathToFileURL(join(runtime, 'core-thread.mjs')), (code) =>
  process.exit(code),
);

exports.boot_module = boot_module;
exports.evlog = evlog;
