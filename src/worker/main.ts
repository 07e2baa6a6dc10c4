import { Host } from './host.ts';
import type { RequestMessage } from './protocol.ts';

/** The worker's own end: messages in, messages out, and turns of the host in between. */
const turns = new MessageChannel();
const host = new Host({
  post: (message) => postMessage(message),
  // A message to oneself comes after those of the page that wait, and is not slowed down as nested timers are.
  soon: () => turns.port2.postMessage(null),
  later: (ms) => void setTimeout(() => host.turn(), ms),
  nowMs: () => performance.now(),
});
turns.port1.onmessage = () => host.turn();
onmessage = (event: MessageEvent<RequestMessage>) => host.receive(event.data);
