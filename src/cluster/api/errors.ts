import { quote } from './validation/field.ts';

/** One field that validation refused. Models field.Error. */
export interface Cause {
  /** The path as the API prints it: `spec.template.spec.containers[0].image`. */
  readonly field: string;
  /** The API's sentence after the path: `Required value`, `Invalid value: -1: must be …`. */
  readonly message: string;
}

export type StatusReason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Forbidden'
  | 'Invalid'
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'TooManyRequests'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Unknown';

const CODES: Readonly<Record<StatusReason, number>> = {
  AlreadyExists: 409,
  BadRequest: 400,
  Conflict: 409,
  Forbidden: 403,
  Invalid: 422,
  NotFound: 404,
  MethodNotAllowed: 405,
  TooManyRequests: 429,
  UnsupportedMediaType: 415,
  InternalError: 500,
  Unknown: 500,
};

/** The API server's refusal: metav1.Status in the words of the API server. */
export class ApiError extends Error {
  readonly code: number;
  constructor(
    readonly reason: StatusReason,
    message: string,
    readonly causes: readonly Cause[] = [],
    /** For TooManyRequests: after how many seconds to try again. */
    readonly retryAfterSeconds = 0,
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = CODES[reason];
  }
}

/** `deployments.apps "web" not found`. `resource` is the plural with its group. */
export function notFound(resource: string, name: string): ApiError {
  return new ApiError('NotFound', `${resource} "${name}" not found`);
}

export function alreadyExists(resource: string, name: string): ApiError {
  return new ApiError('AlreadyExists', `${resource} "${name}" already exists`);
}

export function conflict(resource: string, name: string): ApiError {
  return new ApiError(
    'Conflict',
    `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
  );
}

/** All refused fields in one sentence, as errors.NewInvalid words it. `kind` is the kind with its group: `Deployment.apps`. */
export function invalid(kind: string, name: string, causes: readonly Cause[]): ApiError {
  const distinct = new Map(causes.map((cause) => [`${cause.field}: ${cause.message}`, cause]));
  const lines = [...distinct.keys()];
  const detail = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  return new ApiError('Invalid', `${kind} ${quote(name)} is invalid: ${detail}`, [...distinct.values()]);
}
