#!/usr/bin/env node
import { runEverest } from '../dist/cli/index.js';

process.exit(await runEverest(process.argv.slice(2)));
