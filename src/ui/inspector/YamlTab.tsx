import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import { notify } from '../../app/notices.ts';
import type { ObjectRef } from '../../app/selection.ts';
import { useFrame } from '../../app/world.ts';
import { type YamlLine, changedPaths, isChanged, yamlLines } from '../../app/yaml-lines.ts';
import { IconButton } from '../parts/Button.tsx';
import { useWords } from '../words.ts';
import styles from './Inspector.module.css';

/** The selected object as YAML; what this frame changed is marked. */
export function YamlTab({ selected }: { readonly selected: ObjectRef }) {
  const t = useWords();
  const object = useFrame(({ world }) => world.get(selected.table)?.get(selected.key));
  const change = useFrame(({ entry }) => entry?.changes.find(({ table, key }) => table === selected.table && key === selected.key));
  const lines = useMemo(() => yamlLines(object), [object]);
  const changed = useMemo(() => (change ? changedPaths(change.before, change.after) : new Set<string>()), [change]);
  const copy = (): void => {
    void navigator.clipboard
      .writeText(`${lines.map(({ text }) => text).join('\n')}\n`)
      .then(() => notify({ severity: 'info', text: t('inspector.copied'), topic: 'copied' }));
  };
  return (
    <>
      <div className={styles.bar}>
        <span>
          {change ? (
            <>
              <span className={styles.mark} />
              {t('inspector.changed')}
            </>
          ) : (
            t('inspector.unchanged')
          )}
        </span>
        <IconButton label={t('inspector.copy')} onClick={copy}>
          <Copy aria-hidden />
        </IconButton>
      </div>
      <pre className={styles.code} data-testid="yaml">
        {lines.map((line, i) => (
          <Line key={i} line={line} changed={isChanged(line, changed)} />
        ))}
      </pre>
    </>
  );
}

function Line({ line, changed }: { readonly line: YamlLine; readonly changed: boolean }) {
  const colon = /^(\s*(?:- )*)([^\s:"'][^:]*):(?= |$)/.exec(line.text);
  const content = colon ? (
    <>
      {colon[1]}
      <span className={styles.key}>{colon[2]}</span>
      {line.text.slice((colon[1]?.length ?? 0) + (colon[2]?.length ?? 0))}
    </>
  ) : (
    line.text
  );
  return changed ? <div className={styles.changed}>{content}</div> : <div>{content}</div>;
}
