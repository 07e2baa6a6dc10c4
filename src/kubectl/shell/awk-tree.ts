/** What the console knows of awk's language, as a tree. Redirections, functions of one's own and getline are not among it. */

export type Expression =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  /** On its own: whether the record matches. */
  | { readonly is: 'regex'; readonly source: string }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'element'; readonly name: string; readonly keys: readonly Expression[] }
  | { readonly is: 'field'; readonly of: Expression }
  | { readonly is: 'assign'; readonly target: Expression; readonly operator: string; readonly value: Expression }
  /** `x++` gives what was there before, `++x` what is there then. */
  | { readonly is: 'step'; readonly target: Expression; readonly by: 1 | -1; readonly before: boolean }
  | { readonly is: 'unary'; readonly operator: string; readonly of: Expression }
  | { readonly is: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'if'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly is: 'in'; readonly keys: readonly Expression[]; readonly name: string }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[] };

export type Statement =
  | { readonly does: 'print' | 'printf'; readonly values: readonly Expression[] }
  | { readonly does: 'evaluate'; readonly value: Expression }
  | { readonly does: 'if'; readonly test: Expression; readonly yes: Statement; readonly no?: Statement }
  | { readonly does: 'for'; readonly first?: Statement; readonly test?: Expression; readonly after?: Statement; readonly body: Statement }
  | { readonly does: 'for-in'; readonly variable: string; readonly name: string; readonly body: Statement }
  | { readonly does: 'delete'; readonly name: string; readonly keys?: readonly Expression[] }
  | { readonly does: 'next' | 'exit' | 'break' | 'continue' }
  | { readonly does: 'block'; readonly statements: readonly Statement[] };

/** What is done when: before the first record, after the last, or for each that a pattern holds for. Without an action the record is printed. */
export interface Item {
  readonly when: 'BEGIN' | 'END' | Expression | undefined;
  readonly action: Statement | undefined;
}

/** A program that is none, or that needs more of awk than there is here. */
export class AwkError extends Error {}
