import { Tab, TabList, TabPanel, TabProvider } from '@ariakit/react';
import { ChevronLeft, ChevronRight, MoreVertical, X } from 'lucide-react';
import { type ReactNode, Suspense, lazy } from 'react';
import { useStore } from 'zustand';
import { kindOf, nameOf } from '../../app/kinds.ts';
import { type InspectorTab, layout, showTab } from '../../app/layout.ts';
import { toChangeOf } from '../../app/player.ts';
import { type ObjectRef, select, selection } from '../../app/selection.ts';
import { useFrame } from '../../app/world.ts';
import { openMenu } from '../canvas/menu.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import controls from '../parts/controls.module.css';
import { Name } from '../parts/Name.tsx';
import { useWords } from '../words.ts';
import { WhyTab } from './WhyTab.tsx';
import styles from './Inspector.module.css';

/** Loaded when a tab is first opened: the first picture does not wait for them. */
const DescribeTab = lazy(async () => ({ default: (await import('./DescribeTab.tsx')).DescribeTab }));
const YamlTab = lazy(async () => ({ default: (await import('./YamlTab.tsx')).YamlTab }));
const EventsTab = lazy(async () => ({ default: (await import('./EventsTab.tsx')).EventsTab }));
const PromisesTab = lazy(async () => ({ default: (await import('../promises/PromisesTab.tsx')).PromisesTab }));

const TABS: readonly InspectorTab[] = ['why', 'describe', 'yaml', 'events', 'promises'];
/** Other parts of the page have names of their own: an id must be nobody else's. */
const PREFIX = 'inspector-';
const idOf = (tab: InspectorTab): string => `${PREFIX}${tab}`;

/** Why: the decision on screen, and the selected object in three forms. `actions` stands at the right end of the tabs. */
export function Inspector({ actions }: { readonly actions?: ReactNode }) {
  const t = useWords();
  const tab = useStore(layout, (state) => state.tab);
  const selected = useStore(selection, (state) => state.selected);
  return (
    <section className={styles.inspector} aria-label={t('pane.inspector')}>
      <TabProvider selectedId={idOf(tab)} setSelectedId={(id) => id && showTab(id.slice(PREFIX.length) as InspectorTab)}>
        <header className={styles.head}>
          <TabList className={controls.tablist} aria-label={t('inspector.tabs')}>
            {TABS.map((id) => (
              <Tab key={id} id={idOf(id)} className={controls.tab}>
                {t(`inspector.${id}`)}
              </Tab>
            ))}
          </TabList>
          {actions}
        </header>
        {selected && tab !== 'promises' && <ObjectBar selected={selected} />}
        <TabPanel tabId={idOf(tab)} className={styles.panel}>
          <Suspense fallback={<p className={styles.empty}>{t('pane.loading')}</p>}>
            {tab === 'why' ? (
              <WhyTab />
            ) : tab === 'promises' ? (
              <PromisesTab />
            ) : tab === 'events' ? (
              <EventsTab selected={selected} />
            ) : selected ? (
              <Existing selected={selected}>{tab === 'describe' ? <DescribeTab selected={selected} /> : <YamlTab selected={selected} />}</Existing>
            ) : (
              <p className={styles.empty}>{t('inspector.select')}</p>
            )}
          </Suspense>
        </TabPanel>
      </TabProvider>
    </section>
  );
}

function ObjectBar({ selected }: { readonly selected: ObjectRef }) {
  const t = useWords();
  const name = nameOf(selected);
  const namespace = selected.key.includes('/') ? selected.key.slice(0, selected.key.indexOf('/')) : '';
  return (
    <div className={styles.object}>
      <h2 title={`${kindOf(selected.table)} ${selected.key}`} aria-label={`${kindOf(selected.table)} ${name}`}>
        <Name kind={kindOf(selected.table)} name={name} />
        {namespace && namespace !== 'default' && <small> {namespace}</small>}
      </h2>
      <IconButton label={t('actions.of', { name })} shortcut="M" aria-haspopup="menu" onClick={({ currentTarget }) => openMenu(selected, currentTarget)}>
        <MoreVertical aria-hidden />
      </IconButton>
      <IconButton label={t('transport.previousChange', { name })} shortcut="[" onClick={() => toChangeOf(selected, -1)}>
        <ChevronLeft aria-hidden />
      </IconButton>
      <IconButton label={t('transport.nextChange', { name })} shortcut="]" onClick={() => toChangeOf(selected, 1)}>
        <ChevronRight aria-hidden />
      </IconButton>
      <IconButton label={t('inspector.clear')} shortcut="Esc" onClick={() => select(undefined)}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

/** Its children, where the selected object exists at this frame; else how to get to where it does. */
function Existing({ selected, children }: { readonly selected: ObjectRef; readonly children: ReactNode }) {
  const t = useWords();
  const exists = useFrame(({ world }) => world.get(selected.table)?.has(selected.key) ?? false);
  if (exists) return children;
  return (
    <div className={styles.empty}>
      <p>{t('inspector.gone', { kind: kindOf(selected.table), name: nameOf(selected) })}</p>
      <div>
        <Button onClick={() => toChangeOf(selected, -1)}>{t('inspector.gone.previous')}</Button>
        <Button onClick={() => toChangeOf(selected, 1)}>{t('inspector.gone.next')}</Button>
      </div>
    </div>
  );
}
