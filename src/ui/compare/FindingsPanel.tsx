import { ChevronDown, ChevronUp } from 'lucide-react';
import { useStore } from 'zustand';
import { comparison } from '../../app/comparison.ts';
import { findings } from '../../app/findings.ts';
import type { Branch } from '../../app/session.ts';
import { Button } from '../parts/Button.tsx';
import { useWords } from '../words.ts';
import styles from './Compare.module.css';
import { Difference } from './Difference.tsx';
import { Summary } from './Summary.tsx';

/** What was found: where the branches part, and the figures of both. */
export function FindingsPanel({ main, other }: { readonly main: Branch; readonly other: Branch }) {
  const t = useWords();
  const found = useStore(findings);
  const table = useStore(comparison, (state) => state.table);
  return (
    <section className={styles.findings} aria-label={t('compare.title')} data-table={table}>
      <div className={styles.found}>
        <Difference differences={found.differences} main={main.name} other={other.name} busy={found.busy}>
          <Button look="quiet" className={styles.fold} aria-expanded={table} onClick={() => comparison.setState({ table: !table })}>
            {table ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
            <span>{t('compare.table')}</span>
          </Button>
        </Difference>
        {table && <Summary found={found} main={main.name} other={other.name} />}
      </div>
    </section>
  );
}
