/** MQTT 5 §4.7.3: the longest topic, in bytes of UTF-8. */
const TOPIC_MAX = 65_535;

/** A topic that can be published to: not empty, no wildcards, no U+0000. */
export function isTopicName(topic: string): boolean {
  return fits(topic) && !topic.includes('+') && !topic.includes('#');
}

/** MQTT 5 §4.7.1: `+` fills a level, `#` the last level. */
export function isTopicFilter(filter: string): boolean {
  if (!fits(filter)) return false;
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !(level.includes('+') || level.includes('#'));
  });
}

/** Whether a level of it is `+` or `#`. */
export function hasWildcard(filter: string): boolean {
  return /(^|\/)[+#](\/|$)/.test(filter);
}

/** MQTT 5 §4.8.2: `$share/<group>/<filter>`. */
export function isShared(filter: string): boolean {
  return filter.startsWith('$share/');
}

/** MQTT 5 §4.7: a filter that begins with a wildcard does not match topics that begin with `$`. */
export function matchesFilter(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && (filter.startsWith('+') || filter.startsWith('#'))) return false;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true;
    if (index >= levels.length) return false;
    if (level !== '+' && level !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}

function fits(topic: string): boolean {
  if (topic === '' || topic.includes('\0')) return false;
  return topic.length * 3 <= TOPIC_MAX || Buffer.byteLength(topic) <= TOPIC_MAX;
}
