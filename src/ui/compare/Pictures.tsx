import { ArrowLeftRight, X } from 'lucide-react';
import { type RefObject, Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { switchBranch } from '../../app/actions.ts';
import { besideHead, stopComparing, swapSides } from '../../app/compare.ts';
import { comparison, otherBranch } from '../../app/comparison.ts';
import { type Playhead, playhead } from '../../app/playhead.ts';
import { type Branch, currentBranch, session } from '../../app/session.ts';
import { Canvas } from '../canvas/Canvas.tsx';
import { besideReel } from '../canvas/stage.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Choice, Menu } from '../parts/Menu.tsx';
import { reporting } from '../report.ts';
import { useWords } from '../words.ts';
import styles from './Compare.module.css';
import { compare } from './open.ts';

const FindingsPanel = lazy(async () => ({ default: (await import('./FindingsPanel.tsx')).FindingsPanel }));

const swap = reporting(swapSides);
const show = reporting(switchBranch);

/** What is: the cluster of the current branch, and that of another beside it where two are compared. */
export function Pictures() {
  const t = useWords();
  const main = useStore(session, currentBranch);
  const other = useOther();
  return (
    <div className={styles.comparison} data-comparing={other !== undefined}>
      <div className={styles.pictures}>
        <div className={styles.side}>
          {other && (
            <header className={styles.head}>
              <BranchMenu chosen={main} except={other.id} label={t('compare.menu')} onChoose={show} />
              <Where head={playhead} branch={currentBranch} />
              <span className={styles.badge}>{t('compare.here')}</span>
            </header>
          )}
          <div className={styles.picture}>
            <Canvas name={other && main.name} />
          </div>
        </div>
        {other && <OtherSide branch={other} except={main.id} />}
      </div>
      {other && (
        <Suspense fallback={<p className={styles.loading}>{t('pane.loading')}</p>}>
          <FindingsPanel main={main} other={other} />
        </Suspense>
      )}
    </div>
  );
}

/** The branch beside the current one, as it is now. */
function useOther(): Branch | undefined {
  useStore(comparison, (state) => state.other);
  return useStore(session, otherBranch);
}

function OtherSide({ branch, except }: { readonly branch: Branch; readonly except: string }) {
  const t = useWords();
  const [reel] = useState(besideReel);
  return (
    <div className={styles.side}>
      <header className={styles.head}>
        <BranchMenu chosen={branch} except={except} label={t('compare.choose')} onChoose={compare} />
        <Where head={besideHead} branch={otherBranch} />
        <span className={styles.tools}>
          <Button look="quiet" title={t('compare.goOn.detail', { name: branch.name })} onClick={swap}>
            <ArrowLeftRight aria-hidden />
            <span>{t('compare.goOn')}</span>
          </Button>
          <IconButton label={t('compare.close')} shortcut="Esc" onClick={stopComparing}>
            <X aria-hidden />
          </IconButton>
        </span>
      </header>
      <div className={styles.picture}>
        <Canvas reel={reel} name={branch.name} readOnly />
        {branch.length === 0 && !branch.failed && (
          <p className={styles.loading} role="status">
            {t('compare.loading')}
          </p>
        )}
        {branch.failed && (
          <p className={styles.failed} role="alert">
            {t('compare.failed', { reason: branch.failed })}
          </p>
        )}
      </div>
    </div>
  );
}

interface BranchMenuProps {
  readonly chosen: Branch;
  /** The branch on the other side. */
  readonly except: string;
  readonly label: string;
  readonly onChoose: (id: string) => void;
}

/** The name of a side's branch, and the others that could stand there. */
function BranchMenu({ chosen, except, label, onChoose }: BranchMenuProps) {
  const branches = useStore(session, (state) => state.branches);
  const offered = branches.filter(({ id }) => id !== except);
  if (offered.length < 2) return <strong className={styles.name}>{chosen.name}</strong>;
  return (
    <Menu
      look="quiet"
      className={styles.menu}
      label={`${label}: ${chosen.name}`}
      values={{ branch: chosen.id }}
      button={<strong className={styles.name}>{chosen.name}</strong>}
    >
      {offered.map(({ id, name }) => (
        <Choice key={id} name="branch" value={id} chosen={id === chosen.id} onChoose={() => onChoose(id)}>
          {name}
        </Choice>
      ))}
    </Menu>
  );
}

/** A side's frame, written past React. */
function Where({ head, branch }: { readonly head: Pick<StoreApi<Playhead>, 'getState' | 'subscribe'>; readonly branch: () => Branch | undefined }) {
  const t = useWords();
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => writeText(text, describe());
    const describe = (): string => {
      const { length = 0, busy = false } = branch() ?? {};
      const frame = t('compare.frame', { position: head.getState().position, length });
      return busy ? `${frame} · ${t('compare.simulating')}` : frame;
    };
    write();
    const stops = [head.subscribe(write), session.subscribe(write), comparison.subscribe(write)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [head, branch, t]);
  return <span ref={text} className={styles.where} data-testid="compared" />;
}

function writeText({ current }: RefObject<HTMLElement | null>, text: string): void {
  if (current && current.textContent !== text) current.textContent = text;
}
