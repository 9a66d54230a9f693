#!/usr/bin/env node
import { runManager } from '../dist/bundle/manager/main.js';

process.exit(await runManager(process.argv.slice(2)));
