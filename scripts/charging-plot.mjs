const WIDTH = 860;
const LEFT = 70;
const RIGHT = 20;
const PANEL = { height: 180, gap: 60, top: 50 };

/**
 * An SVG with two panels over the same time: power with the limit of the profile, and energy. `limits` holds `atS` and
 * `powerW` of each period, `samples` `atS`, `powerW` and `energyWh`; times are seconds since the start.
 */
export function drawRecording({ limits, samples, endS }) {
  const powerMax = 1.1 * Math.max(...limits.map(({ powerW }) => powerW), ...samples.map(({ powerW }) => powerW));
  const energies = samples.map(({ energyWh }) => energyWh - samples[0].energyWh);
  const power = panel({ top: PANEL.top, endS, max: powerMax, unit: 'kW', divisor: 1000, title: 'Power' });
  const energy = panel({
    top: PANEL.top + PANEL.height + PANEL.gap,
    ...{
      endS,
      max: 1.1 * Math.max(...energies, 1),
      unit: 'kWh',
      divisor: 1000,
      title: 'Energy since the first sample',
    },
  });
  const limit = stepsOf([...limits, { atS: endS, powerW: limits.at(-1).powerW }]);
  const height = PANEL.top + 2 * (PANEL.height + PANEL.gap);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    `<text x="${LEFT}" y="22" font-size="15">MeterValues under a charging profile set over OCPP 1.6</text>`,
    ...power.frame,
    power.line(limit, 'stroke="#c0392b" stroke-dasharray="6 4"'),
    power.line(samples.map(({ atS, powerW }) => [atS, powerW]), 'stroke="#1f6fb2"'), // prettier-ignore
    ...samples.map(({ atS, powerW }) => power.dot(atS, powerW)),
    `<text x="${WIDTH - RIGHT}" y="22" text-anchor="end"><tspan fill="#c0392b">limit of the profile</tspan> · <tspan fill="#1f6fb2">MeterValues</tspan></text>`,
    ...energy.frame,
    energy.line(samples.map(({ atS }, index) => [atS, energies[index]]), 'stroke="#1f6fb2"'), // prettier-ignore
    '</svg>',
    '',
  ].join('\n');
}

/** A step at each change, as limits come: [[s, W], ...]. */
function stepsOf(limits) {
  return limits.flatMap(({ atS, powerW }, index) => {
    const before = limits[index - 1];
    return before === undefined ? [[atS, powerW]] : [[atS, before.powerW], [atS, powerW]]; // prettier-ignore
  });
}

function panel({ top, endS, max, unit, divisor, title }) {
  const bottom = top + PANEL.height;
  const x = (seconds) => (LEFT + (seconds / endS) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (value) => (bottom - (value / max) * PANEL.height).toFixed(1);
  const minutes = Array.from({ length: Math.floor(endS / 60) + 1 }, (_, minute) => minute);
  const step = niceStep(max / 5);
  const values = Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => index * step);
  return {
    frame: [
      `<text x="${LEFT}" y="${top - 8}">${title}, ${unit}</text>`,
      ...values.map((value) => tick(LEFT, y(value), WIDTH - RIGHT, y(value), LEFT - 8, `${(value / divisor).toFixed(step < 1000 ? 1 : 0)}`, 'end')), // prettier-ignore
      ...minutes.map((minute) => tick(x(minute * 60), top, x(minute * 60), bottom, x(minute * 60), `${minute} min`, 'middle', bottom + 16)), // prettier-ignore
    ],
    line: (points, style) =>
      `<polyline fill="none" stroke-width="2" ${style} points="${points.map(([s, value]) => `${x(s)},${y(value)}`).join(' ')}"/>`,
    dot: (seconds, value) => `<circle cx="${x(seconds)}" cy="${y(value)}" r="2.5" fill="#1f6fb2"/>`,
  };
}

function tick(x1, y1, x2, y2, textX, text, anchor, textY = Number(y1) + 4) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/><text x="${textX}" y="${textY}" text-anchor="${anchor}" fill="#555">${text}</text>`;
}

/** 1, 2 or 5 times a power of ten, at least `wanted`. */
function niceStep(wanted) {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted);
}
