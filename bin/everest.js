#!/usr/bin/env node
import { runEverest } from '../dist/bundle/cli/index.js';

process.exit(await runEverest(process.argv.slice(2)));
