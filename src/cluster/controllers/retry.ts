import { type Context, type Outcome, type Step, remember, requeueAfter } from '../controller.ts';

/** A work queue tries again after 5 ms. Models DefaultTypedControllerRateLimiter. */
const RETRY_BASE_MS = 5;
const RETRY_MAX_MS = 1_000_000;

const failuresOf = (key: string): string => `failures ${key}`;

/** Has a key tried again that could not be finished: after `baseMs` the first time, and twice as long each time. Models AddRateLimited. */
export function* retryLater(context: Context, key: string, baseMs = RETRY_BASE_MS): Generator<Step, void, Outcome> {
  const failures = ((context.recall(failuresOf(key)) as number | undefined) ?? 0) + 1;
  yield remember(failuresOf(key), failures);
  yield requeueAfter(Math.min(baseMs * 2 ** (failures - 1), RETRY_MAX_MS), key);
}

/** The key was finished: the next failure is its first again. Models Forget. */
export function* finished(context: Context, key: string): Generator<Step, void, Outcome> {
  if (context.recall(failuresOf(key)) !== undefined) yield remember(failuresOf(key), undefined);
}

/** Drops what was kept about a key whose object is gone. */
export function* forget(context: Context, key: string): Generator<Step, void, Outcome> {
  yield* finished(context, key);
}
