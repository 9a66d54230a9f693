export { ManualClock } from './manual-clock.js';
export { openClock, paceFromNow, type Pace } from './pace.js';
export { RealClock } from './real-clock.js';
