import type { NotificationMessage, NotificationName, Notifications, Params, RequestMessage, RequestName, ResponseMessage, Result } from './protocol.ts';

/** As much of a Worker as the client uses; tests give another. */
export interface Port {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

/** The worker's refusal: `name` tells what kind (`TapeNewer`, `Error`), `message` what is wrong. */
export class RequestRefused extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The worker ended before it answered. The timeline is rebuilt; the request was not carried out, or will be found on the tape. */
export class WorkerDied extends Error {
  constructor() {
    super('the simulation stopped before it answered');
    this.name = 'WorkerDied';
  }
}

export interface ClientOptions {
  /** Starts a worker. */
  readonly spawn: () => Port;
  readonly onNotification: <N extends NotificationName>(name: N, params: Notifications[N]) => void;
  /** A worker died (it crashed, or did not answer for `silenceMs`) and a new, empty one has taken its place. */
  readonly onRestart: (reason: string) => void;
  /** How long a worker may be silent before it counts as dead, in ms. */
  readonly silenceMs?: number;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

const SILENCE_MS = 30_000;

/** The page's end of the engine. The page reaches the engine through nothing else. */
export class WorkerClient {
  private port: Port;
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();
  private lastHeard = 0;
  private heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: ClientOptions) {
    this.port = this.start();
  }

  /** Asks the worker. Rejects with `RequestRefused` or `WorkerDied`. */
  call<N extends RequestName>(request: N, params: Params<N>): Promise<Result<N>> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.port.postMessage({ id, request, params } as RequestMessage);
    });
  }

  /** Ends the worker as if it had died: a new one takes its place. */
  restart(reason: string): void {
    this.stop();
    this.port = this.start();
    this.options.onRestart(reason);
  }

  dispose(): void {
    this.stop();
  }

  private start(): Port {
    const port = this.options.spawn();
    const silenceMs = this.options.silenceMs ?? SILENCE_MS;
    port.onmessage = ({ data }) => {
      if (port === this.port) this.hear(data as ResponseMessage | NotificationMessage);
    };
    port.onerror = (event) => {
      if (port === this.port) this.restart(event.message ?? 'unknown');
    };
    this.lastHeard = Date.now();
    this.heartbeat = setInterval(() => this.beat(silenceMs), silenceMs / 4);
    return port;
  }

  private stop(): void {
    clearInterval(this.heartbeat);
    this.port.onmessage = null;
    this.port.onerror = null;
    this.port.terminate();
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(new WorkerDied());
  }

  private beat(silenceMs: number): void {
    const silent = Date.now() - this.lastHeard;
    // A computer that slept wakes with everything late: then the worker gets another chance to answer.
    if (silent > silenceMs * 4) this.lastHeard = Date.now();
    else if (silent > silenceMs) return this.restart('no answer');
    this.call('ping', {}).catch(() => undefined);
  }

  private hear(message: ResponseMessage | NotificationMessage): void {
    this.lastHeard = Date.now();
    if ('notify' in message) {
      (this.options.onNotification as (name: NotificationName, params: unknown) => void)(message.notify, message.params);
      return;
    }
    const pending = this.pending.get(message.id);
    if (!pending) return;
    this.pending.delete(message.id);
    if (message.ok) pending.resolve(message.result as never);
    else pending.reject(new RequestRefused(message.error.name, message.error.message));
  }
}

/** Starts the simulation in a worker of its own. */
export function spawnWorker(): Port {
  return new Worker(new URL('./main.ts', import.meta.url), { type: 'module', name: 'simulation' }) as Port;
}
