#!/usr/bin/env node
// EVerest's name for the commands add, validate, list and delete of `everest config`
const { runEverest } = await import('../dist/bundle/cli/index.js');
process.exit(await runEverest(['config', ...process.argv.slice(2)]));
