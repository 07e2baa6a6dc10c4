import { Tab, TabList, TabPanel, TabProvider } from '@ariakit/react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { switchBranch } from '../../app/actions.ts';
import { hasFuture, setConditions } from '../../app/conditions.ts';
import { notify } from '../../app/notices.ts';
import { pause } from '../../app/player.ts';
import { currentBranch } from '../../app/session.ts';
import { currentFrame } from '../../app/world.ts';
import type { Action } from '../../worker/protocol.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { FormFoot } from '../parts/Form.tsx';
import controls from '../parts/controls.module.css';
import { reporting } from '../report.ts';
import { dialogs, showDialog } from '../shell.ts';
import { seconds, useWords } from '../words.ts';
import { ImagesForm } from './ImagesForm.tsx';
import { LoadForm } from './LoadForm.tsx';
import { drafts, forgetDrafts } from './drafts.ts';
import styles from './Conditions.module.css';

/** What the cluster lives in, from the frame on screen on: how images behave, and the load. */
export function ConditionsDialog() {
  const t = useWords();
  const open = useStore(dialogs, (state) => state.open === 'conditions');
  useEffect(() => {
    if (open) pause();
  }, [open]);
  return (
    <Dialog title={t('conditions.title')} open={open} onClose={() => showDialog(undefined)} wide>
      <Forms />
    </Dialog>
  );
}

function Forms() {
  const t = useWords();
  const { tab, touched } = useStore(drafts);
  const [keepLater, setKeepLater] = useState(true);
  const [wrong, setWrong] = useState<string>();
  const frame = currentFrame();
  const future = hasFuture();
  const set = reporting(async (): Promise<void> => {
    const { problems, action } = drafts.getState()[tab];
    if (problems > 0) {
      setWrong(t('conditions.wrong', { n: problems }));
      document.querySelector<HTMLElement>(`.${styles.forms} [aria-invalid='true']`)?.focus();
      return;
    }
    if (!action) return;
    await carryOut(action);
  });
  const carryOut = async (action: Extract<Action, { do: 'images' | 'load' }>): Promise<void> => {
    const before = currentBranch().id;
    await setConditions(action, keepLater, t(`conditions.branch.${action.do}`));
    forgetDrafts(action.do);
    showDialog(undefined);
    const branched = currentBranch().id !== before;
    notify({
      severity: 'info',
      topic: 'conditions',
      text: t(branched ? 'conditions.set.branch' : 'conditions.set', { position: frame.position }),
      ...(branched ? { action: { label: t('conditions.undo'), run: () => void switchBranch(before) } } : {}),
    });
  };
  return (
    <div className={styles.forms}>
      <TabProvider selectedId={tab} setSelectedId={(id) => drafts.setState({ tab: id === 'load' ? 'load' : 'images' })}>
        <TabList className={controls.tablist} aria-label={t('conditions.title')}>
          {(['images', 'load'] as const).map((id) => (
            <Tab key={id} id={id} className={controls.tab}>
              {t(`conditions.tab.${id}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel tabId="images" className={styles.panel}>
          <ImagesForm />
        </TabPanel>
        <TabPanel tabId="load" className={styles.panel}>
          <LoadForm />
        </TabPanel>
      </TabProvider>
      <FormFoot>
        <p className={styles.at}>{t('conditions.at', { position: frame.position, seconds: seconds(frame.atMs) })}</p>
        {future && (
          <label className={styles.keep}>
            <input type="checkbox" checked={keepLater} onChange={(event) => setKeepLater(event.target.checked)} />
            <span>
              {t('conditions.keep')}
              <small>{t('conditions.keep.detail')}</small>
            </span>
          </label>
        )}
        <p role="alert" className={styles.wrong}>
          {drafts.getState()[tab].problems > 0 ? wrong : ''}
        </p>
        <div className={styles.buttons}>
          <Button disabled={!touched[tab]} onClick={() => forgetDrafts(tab)}>
            {t('conditions.reset')}
          </Button>
          <Button look="primary" aria-disabled={!touched[tab]} onClick={() => touched[tab] && set()}>
            {t('conditions.apply')}
          </Button>
        </div>
      </FormFoot>
    </div>
  );
}
