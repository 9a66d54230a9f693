import { compileDeclarations } from '../framework/declarations/compiled.js';
import { loadDeclarations } from '../framework/declarations/index.js';
import { resolvePaths } from './config/index.js';

/** A step of the build: reads and checks all declarations of this package once, for every later start. */
compileDeclarations(loadDeclarations(resolvePaths().folders));
