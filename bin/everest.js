#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// as in manager.js, for the commands that run a station
setFlagsFromString('--semi-space-growth-factor=1');
const { runEverest } = await import('../dist/bundle/cli/index.js');
process.exit(await runEverest(process.argv.slice(2)));
