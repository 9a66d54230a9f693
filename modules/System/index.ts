import { defineModule } from 'everest-ts';
import type { System } from '#generated/modules/System';
import { runSystem } from './system.js';

/** What the station can do as a whole. */
export default defineModule<System>((context) => runSystem(context));
