import { defineModule } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import { runStation } from './station.js';

/** Connects the station to a central system with OCPP 1.6J. */
export default defineModule<OCPP>((context) => runStation(context));
