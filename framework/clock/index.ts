export { ManualClock } from './manual-clock.js';
export { RealClock } from './real-clock.js';
