import type { Source } from './sources.ts';

/** A rule that a file breaks: where, and what. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

type Rule = (source: Source) => readonly Violation[];

/** A rule about single lines: `what` says what is wrong with a line, or undefined. */
const eachLine =
  (what: (line: string) => string | undefined): Rule =>
  ({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = what(line);
      return found === undefined ? [] : [{ path, line: index + 1, what: found }];
    });

/** The repository must mean the same on every machine. */
export const noMachinePaths: Rule = eachLine((line) => {
  // `/tmp` and `/root` inside a Pod, or of a course's transcript, are Kubernetes' business: only the paths of a developer's own machine are looked for.
  const found = /(?<![\w.$}/-])\/(?:home\/[a-z_][\w-]*|Users\/[A-Z]?[\w-]+|work\/\w+|workspace\/\w+|root\/\w+)|[A-Z]:\\\\?Users\\/.exec(line);
  return found ? `a path of one machine: ${found[0]}` : undefined;
});

/** The lock file must install from whatever registry a machine is set up for. */
export const noRegistryHost: Rule = eachLine((line) =>
  /"resolved":|registry\.[\w.-]+\/|"https?:\/\/[^"]*\/-\//.test(line) ? 'an address of a registry' : undefined,
);

export const noOpenEnds: Rule = eachLine((line) =>
  /\b(TODO|FIXME|XXX|HACK)\b/.test(line) ? 'an open end: finish it, or say in the README that it is not there' : undefined,
);

export const noSilencedChecks: Rule = eachLine((line) =>
  /@ts-(ignore|nocheck|expect-error)|(eslint|oxlint)-disable/.test(line)
    ? 'a check that is switched off: change the code, or the rule for everybody'
    : undefined,
);

const LINES_MAX = 450;

/** A file has one subject. Tables of data (words, schemas, generated kinds) are as long as what they list. */
export const notTooLong: Rule = ({ path, text }) => {
  const lines = text.split('\n').length;
  return lines > LINES_MAX ? [{ path, line: lines, what: `${lines} lines: more than one subject (at most ${LINES_MAX}, seldom more than 300)` }] : [];
};

/** What an engine file may not name. Lint has the same bans with the place; this one also sees what lint is told to ignore. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/, 'Date.now: take `context.now`'],
  [/\bnew Date\(\s*\)/, 'new Date without an argument: take kube/time.ts'],
  [/\bMath\.random\b/, 'Math.random: take a stream of sim/random.ts'],
  [/\bset(Timeout|Interval|Immediate)\b/, 'a timer: take `requeueAfter`'],
  [/\b(async|await)\s|\bnew Promise\b|\.then\(/, 'a promise: yield a step'],
  [/\bperformance\.now\b|\bprocess\.|\bglobalThis\b|\bcrypto\./, 'the machine: the engine depends on its tape alone'],
  [/\bIntl\.|toLocale\w+\(|\blocaleCompare\(/, 'the locale of the machine: compare and print plainly'],
];

/** Comments may name what code may not. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');

const withoutStrings = (line: string): string => line.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\$]|\\.)*`/g, "''");

export const deterministic: Rule = ({ path, text }) =>
  eachLine((line) => BANNED.find(([pattern]) => pattern.test(withoutStrings(line)))?.[1])({ path, text: withoutComments(text) });

/** Descriptions of the API's fields are texts, and no code. */
export const ENGINE = /^src\/(timeline|sim|kube|cluster|kubectl|scenario)\/(?!api\/schema\/).*\.ts$/;
export const WRITTEN = /^(src|scripts|tests)\/.*\.(ts|tsx|mjs|css)$|^[^/]+\.(ts|cjs|json|md)$/;
