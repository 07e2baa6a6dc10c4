import type { Problem } from '../../../worker/protocol.ts';
import type { LanguageCode, Translate } from '../../../i18n/words.ts';
import { fromMilli } from '../../../kube/quantity.ts';
import { adviceFor, adviceText } from '../analysis/advice.ts';
import type { Difference } from '../analysis/differences.ts';
import type { PercentageHint } from '../analysis/percentages.ts';
import { monaco } from './setup.ts';
import styles from './marks.module.css';

const MARKER_OWNER = 'api';

/** Puts the API server's verdict at the lines that caused it. */
export function showProblems(model: monaco.editor.ITextModel, problems: readonly Problem[], language: LanguageCode): void {
  const whole = problems.length ? model.getValue() : '';
  const markers = problems.map((problem): monaco.editor.IMarkerData => {
    const line = Math.min(Math.max(1, problem.line), model.getLineCount());
    const text = model.getLineContent(line);
    const column = Math.min(Math.max(1, problem.column), text.length + 1);
    const endLine = Math.min(Math.max(line, problem.endLine ?? line), model.getLineCount());
    return {
      startLineNumber: line,
      // A place without an end is the rest of its line, without the space before it.
      startColumn: column > 1 ? column : text.length - text.trimStart().length + 1,
      endLineNumber: endLine,
      endColumn: problem.endColumn ?? model.getLineMaxColumn(endLine),
      message: withAdvice(problem, whole, language),
      severity: problem.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
      source: 'kube-apiserver',
    };
  });
  monaco.editor.setModelMarkers(model, MARKER_OWNER, markers);
}

function withAdvice(problem: Problem, text: string, language: LanguageCode): string {
  const advice = adviceFor(problem, text);
  return advice ? `${problem.message}\n${adviceText(advice, language)}` : problem.message;
}

/** `→ 3, rounded up`, as it stands behind a percentage. */
export function hintText({ says }: PercentageHint, t: Translate): string {
  switch (says.kind) {
    case 'count':
      if (!says.rounded) return t('editor.hint.exact', { count: says.count, of: says.of });
      return t(says.rounded === 'up' ? 'editor.hint.up' : 'editor.hint.down', { count: says.count });
    case 'at-least-one':
      return t('editor.hint.atLeastOne');
    case 'ignored':
      return t('editor.hint.ignored');
    case 'cpu':
      return t('editor.hint.cpu', { amount: fromMilli(says.milli), request: fromMilli(says.requestMilli) });
  }
}

/** What a mark in the gutter says when it is pointed at, and to a screen reader in the list below the editor. */
export function differenceText(difference: Difference, t: Translate): string {
  switch (difference.mark) {
    case 'new':
      return t('editor.differs.new', { object: difference.object });
    case 'added':
      return t('editor.differs.added');
    case 'changed':
      return t('editor.differs.changed', { live: difference.live });
    case 'removed':
      return t('editor.differs.removed', { fields: difference.fields.join(', ') });
  }
}

const MARK_CLASS = { new: styles['new'], added: styles['added'], changed: styles['changed'], removed: styles['removed'] } as const;
const RULER_COLOR = { added: '#2e9e6b', changed: '#cf7a0c', removed: '#b8232c' } as const;

/** Differences in the gutter, and hints behind values. */
export function decorationsFor(differences: readonly Difference[], hints: readonly PercentageHint[], t: Translate): monaco.editor.IModelDeltaDecoration[] {
  return [
    ...differences.map((difference): monaco.editor.IModelDeltaDecoration => {
      const hoverMessage = { value: differenceText(difference, t), supportHtml: false };
      return {
        range: new monaco.Range(difference.line, 1, difference.endLine, 1),
        options: {
          isWholeLine: true,
          linesDecorationsClassName: MARK_CLASS[difference.mark] ?? null,
          linesDecorationsTooltip: hoverMessage.value,
          // A whole document that is new would paint the ruler over.
          ...(difference.mark === 'new' ? {} : { overviewRuler: { color: RULER_COLOR[difference.mark], position: monaco.editor.OverviewRulerLane.Left } }),
          stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      };
    }),
    ...hints.map((hint): monaco.editor.IModelDeltaDecoration => ({
      range: new monaco.Range(hint.line, hint.column, hint.line, hint.column),
      options: {
        showIfCollapsed: true,
        after: { content: `  ${hintText(hint, t)}`, inlineClassName: styles['hint'] ?? null, cursorStops: monaco.editor.InjectedTextCursorStops.None },
        stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
      },
    })),
  ];
}
