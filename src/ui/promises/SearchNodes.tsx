import controls from '../parts/controls.module.css';
import { useWords } from '../words.ts';
import { Count, Span } from './SearchFields.tsx';
import { NODE_ACTS, type NodesWish, type Problems, type SearchForm, changeForm, hasLoad, nodeNames } from './search-form.ts';
import styles from './Promises.module.css';

interface FieldsProps {
  readonly form: SearchForm;
  readonly problems: Problems;
}

/** What may happen to Nodes while a run goes on. How, where and when is asked once something may. */
export function NodesFields({ form, problems }: FieldsProps) {
  const t = useWords();
  const { nodes } = form;
  const names = nodeNames();
  const put = (more: Partial<NodesWish>): void => changeForm({ nodes: { ...nodes, ...more } });
  const times = ['start', 'length'] as const;
  return (
    <>
      <h2>{t('search.nodes')}</h2>
      <p className={styles.about}>{t(names.length ? 'search.nodes.detail' : 'search.nodes.none')}</p>
      {names.length > 0 && (
        <div className={styles.image}>
          <fieldset className={styles.faults}>
            <legend>{t('search.nodes.acts')}</legend>
            {NODE_ACTS.map((act) => (
              <label key={act}>
                <input
                  type="checkbox"
                  aria-label={t('search.node.act', { act: t(`search.node.${act}`) })}
                  checked={nodes.acts.includes(act)}
                  onChange={(event) => put({ acts: event.target.checked ? [...nodes.acts, act] : nodes.acts.filter((one) => one !== act) })}
                />
                <span>{t(`search.node.${act}`)}</span>
              </label>
            ))}
          </fieldset>
          {nodes.acts.length > 0 && (
            <div className={styles.fields}>
              <label>
                <span>{t('search.nodes.which')}</span>
                <select className={controls.field} value={nodes.node} onChange={(event) => put({ node: event.target.value })}>
                  <option value="">{t('search.nodes.any', { n: names.length })}</option>
                  {names.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
              {!nodes.node && (
                <Count name="atMost" value={nodes.atMost} problems={problems} label={t('search.nodes.atMost')} onType={(atMost) => put({ atMost })} />
              )}
              {times.map((time) => {
                const what = t(`search.nodes.${time}`);
                return (
                  <Span
                    key={time}
                    label={t('search.nodes.seconds', { what })}
                    names={[t('search.nodes.min', { what }), t('search.nodes.max', { what })]}
                    span={nodes[time]}
                    problem={problems.get(`nodes/${time}`)}
                    onType={(span) => put({ [time]: span })}
                  />
                );
              })}
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** How much higher the load may be, where there is one. */
export function LoadField({ form, problems }: FieldsProps) {
  const t = useWords();
  return (
    <>
      <h2>{t('search.load')}</h2>
      {hasLoad() ? (
        <div className={styles.fields}>
          <Count
            name="load"
            value={form.loadPercent}
            problems={problems}
            label={t('search.load.percent')}
            detail={t('search.load.detail')}
            onType={(loadPercent) => changeForm({ loadPercent })}
          />
        </div>
      ) : (
        <p className={styles.about}>{t('search.load.none')}</p>
      )}
    </>
  );
}
