import { CornerDownRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Differences, Parting } from '../../app/difference.ts';
import { isCommand } from '../../app/landmarks.ts';
import { fieldApart } from '../../app/substance.ts';
import type { Entry } from '../../timeline/types.ts';
import { useReasonTitle } from '../inspector/reasons.ts';
import { Button } from '../parts/Button.tsx';
import { seconds, useWords } from '../words.ts';
import styles from './Compare.module.css';
import { goToParting } from './open.ts';

interface DifferenceProps {
  readonly differences: Differences | undefined;
  readonly main: string;
  readonly other: string;
  readonly busy: boolean;
  /** Stands at the end of the heading's line. */
  readonly children: ReactNode;
}

/** Where the branches part, in words: what each side has there. */
export function Difference({ differences, main, other, busy, children }: DifferenceProps) {
  const t = useWords();
  const { act, decision, complete = false } = differences ?? {};
  const actFirst = act && (!decision || act.atMs <= decision.atMs) ? act : undefined;
  const quiet = !complete
    ? t('compare.difference.searching')
    : busy
      ? t('compare.difference.none.sofar')
      : t(act ? 'compare.difference.onlyAct' : 'compare.difference.none');
  return (
    <div className={styles.difference} data-testid="difference">
      <div className={styles.heading}>
        <h2>{t('compare.difference')}</h2>
        {children}
      </div>
      {actFirst && <Part what={t('compare.difference.act')} parting={actFirst} isAct main={main} other={other} />}
      {decision && <Part what={actFirst ? t('compare.difference.decision') : undefined} parting={decision} main={main} other={other} />}
      {!decision && <p role="status">{quiet}</p>}
    </div>
  );
}

interface PartProps {
  readonly what: string | undefined;
  readonly parting: Parting;
  /** It is about what a person did. */
  readonly isAct?: boolean;
  readonly main: string;
  readonly other: string;
}

function Part({ what, parting, isAct = false, main, other }: PartProps) {
  const t = useWords();
  const titleOf = useReasonTitle();
  const at = seconds(parting.atMs);
  const says = (entry: Entry | undefined): string => {
    if (!entry) return t(isAct ? 'compare.difference.noAct' : 'compare.difference.end');
    // A command says by itself who typed it.
    if (isCommand(entry) && entry.at === parting.atMs) return titleOf(entry.reason);
    const values = { by: entry.by, what: titleOf(entry.reason) };
    return entry.at > parting.atMs ? t('compare.difference.next', { ...values, seconds: seconds(entry.at) }) : t('compare.difference.says', values);
  };
  const sides = [
    { name: main, text: says(parting.main), pick: 'main' },
    { name: other, text: says(parting.other), pick: 'other' },
  ] as const;
  // Where both say the same, the field tells them apart.
  const field = parting.main && parting.other && sides[0].text === sides[1].text ? fieldApart(parting.main, parting.other) : undefined;
  return (
    <div className={styles.part}>
      <p className={styles.partHead}>
        <span>
          {what && <b>{what} </b>}
          {t('compare.difference.at', { seconds: at })}
        </span>
        <Button look="quiet" aria-label={t('compare.difference.go.label', { seconds: at })} onClick={() => goToParting(parting)}>
          <CornerDownRight aria-hidden />
          <span>{t('compare.difference.go')}</span>
        </Button>
      </p>
      <dl>
        {sides.map(({ name, text, pick }) => (
          <div key={pick}>
            <dt>{name}</dt>
            <dd>
              {text}
              {field && (
                <code>
                  {field.path}: {field[pick] === undefined ? t('compare.difference.unset') : valueText(field[pick])}
                </code>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
