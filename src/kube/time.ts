/** Virtual time 0 as the API prints it. Any fixed instant would do; this one is a Monday at midnight. */
export const EPOCH_MS = Date.UTC(2026, 0, 5);

/** The times of a rollout are few, and each is asked for by every Pod: by the second, and by the text. */
const written = new Map<number, string>();
const parsed = new Map<string, number>();
const KEPT_MAX = 1_000;

/** Virtual milliseconds to the API's RFC 3339 with whole seconds. Models metav1.Time. */
export function toTime(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  let text = written.get(second);
  if (text === undefined) {
    if (written.size >= KEPT_MAX) written.clear();
    written.set(second, (text = new Date(EPOCH_MS + second * 1000).toISOString().replace('.000Z', 'Z')));
  }
  return text;
}

let lastMicroMs = -1;
let lastMicroText = '';

/** The same with microseconds. Models metav1.MicroTime. */
export function toMicroTime(atMs: number): string {
  if (atMs !== lastMicroMs) {
    lastMicroMs = atMs;
    lastMicroText = new Date(EPOCH_MS + atMs).toISOString().replace('Z', '000Z');
  }
  return lastMicroText;
}

/** The API's time to virtual milliseconds. */
export function fromTime(text: string): number {
  let ms = parsed.get(text);
  if (ms === undefined) {
    if (parsed.size >= KEPT_MAX) parsed.clear();
    parsed.set(text, (ms = Date.parse(text) - EPOCH_MS));
  }
  return ms;
}

/** An age as kubectl prints it: `5s`, `2m30s`, `3h`, `4d`. Models duration.HumanDuration. */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60 * 2) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 60 * 3) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  if (hours < 24 * 8) return hours % 24 === 0 ? `${Math.floor(hours / 24)}d` : `${Math.floor(hours / 24)}d${hours % 24}h`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24)}d`;
  const days = Math.floor(hours / 24);
  if (hours < 24 * 365 * 8) return Math.floor(days % 365) === 0 ? `${Math.floor(days / 365)}y` : `${Math.floor(days / 365)}y${days % 365}d`;
  return `${Math.floor(days / 365)}y`;
}
