import { ApiError } from '../../cluster/api/errors.ts';

/** A command that ends with words on the error stream: `error: ` and the message, with a newline. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** `error: …`, exit code 1. */
export function fail(message: string): never {
  throw new Failure(message);
}

/** What a client says before it asks for an object without a name. */
export function noName(): Failure {
  return new Failure('resource name may not be empty');
}

/** A wrong use of a command, with where to read more. Models cmdutil.UsageErrorf. */
export function failUsage(path: string, message: string): never {
  throw new Failure(`${message}\nSee 'kubectl ${path} -h' for help and examples`);
}

/** Several failures of one command: each on its own line, in its standard form. Models utilerrors.Aggregate. */
export class Failures extends Error {
  constructor(readonly errors: readonly unknown[]) {
    super('');
    this.name = 'Failures';
  }
}

/** Several messages as one: `[a, b]`. Models Aggregate.Error. */
export const aggregate = (messages: readonly string[]): string => (messages.length > 1 ? `[${messages.join(', ')}]` : (messages[0] ?? ''));

/** Throws what was gathered: nothing, the one error, or all of them. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length) throw new Failures(errors);
}

/** Several errors that were gathered before others stand on one line among them: `[a, b]`. Models a nested utilerrors.Aggregate. */
export function asOne(errors: readonly unknown[]): readonly unknown[] {
  const messages = [...new Set(errors.map(plainMessage))];
  return messages.length > 1 ? [new Failure(`[${messages.join(', ')}]`)] : errors.slice(0, 1);
}

/** The API server's refusal together with what kubectl was doing. */
class SourcedError extends ApiError {
  readonly original: ApiError;
  constructor(prefix: string, error: ApiError) {
    super(error.reason, `${prefix}: ${error.message}`, error.causes, error.retryAfterSeconds);
    this.original = error instanceof SourcedError ? error.original : error;
  }
}

/** An error while working on a file: `error when creating "web.yaml": …`. Models cmdutil.AddSourceToErr. */
export function withSource(verb: string, source: string | undefined, error: unknown): unknown {
  if (!source || !(error instanceof Error)) return error;
  const prefix = `error when ${verb} ${JSON.stringify(source)}`;
  if (error instanceof ApiError) return new SourcedError(prefix, error);
  if (error instanceof Failure) return new Failure(`${prefix}: ${error.message}`);
  return error;
}

/** An error's own words. */
export function plainMessage(error: unknown): string {
  return error instanceof Failures ? error.errors.map(plainMessage).join('\n') : (error as Error).message;
}

const withNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** `Error from server (NotFound): …`. Models StandardErrorMessage. */
export function serverMessage(error: ApiError): string {
  return error.reason === 'Unknown' ? `Error from server: ${error.message}` : `Error from server (${error.reason}): ${error.message}`;
}

/** What kubectl prints for an error, with its last newline, and the exit code. Models cmdutil.CheckErr. */
export function describeError(error: unknown): { text: string; code: number } {
  if (error instanceof Failures)
    return { text: error.errors.map((each) => `${each instanceof ApiError ? serverMessage(each) : plainMessage(each)}\n`).join(''), code: 1 };
  if (error instanceof Failure) return { text: withNewline(error.message.startsWith('error: ') ? error.message : `error: ${error.message}`), code: error.code };
  if (!(error instanceof ApiError)) throw error;
  if (error.reason !== 'Invalid') return { text: `${serverMessage(error)}\n`, code: 1 };
  const { message } = error instanceof SourcedError ? error.original : error;
  const subject = /^([A-Za-z]+)(?:\.\S+)? ("(?:[^"\\]|\\.)*") is invalid/.exec(message);
  if (!subject && !error.causes.length) return { text: `The request is invalid: ${message}\n`, code: 1 };
  const head = subject ? `The ${subject[1]} ${subject[2]} is invalid` : 'The request is invalid';
  const lines = [...new Set(error.causes.map((cause) => `${cause.field}: ${cause.message}`))];
  if (!lines.length) return { text: `${head}\n`, code: 1 };
  if (lines.length === 1) return { text: `${head}: ${lines[0]}\n`, code: 1 };
  return { text: `${head}: \n${lines.map((line) => `* ${line}\n`).join('')}`, code: 1 };
}
