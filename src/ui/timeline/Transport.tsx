import { ChevronFirst, ChevronLast, Pause, Play, RotateCcw, StepBack, StepForward } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { SPEEDS, type StepSize, preferences } from '../../app/preferences.ts';
import { otherBranch } from '../../app/comparison.ts';
import { playhead } from '../../app/playhead.ts';
import { isAtEnd, seek, seekEnd, step, togglePlay } from '../../app/player.ts';
import { currentBranch, session } from '../../app/session.ts';
import { useFrame } from '../../app/world.ts';
import { isCommand } from '../../app/landmarks.ts';
import type { Entry } from '../../timeline/types.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Choice, Group, Menu, Separator, Toggle } from '../parts/Menu.tsx';
import { seconds, useWords } from '../words.ts';
import { Branches } from './Branches.tsx';
import { Jumps } from './Jumps.tsx';
import styles from './Timeline.module.css';

const STEPS: readonly StepSize[] = ['decision', 'instant', 'command'];

/** Start, back, play, forward, end; speed and step; where the playhead stands. */
export function Transport() {
  const t = useWords();
  const playing = useStore(playhead, (state) => state.playing);
  const atStart = useFrame((frame) => frame.position === 0);
  const atFrameEnd = useFrame((frame) => frame.position >= frame.length);
  // Beside another branch, time can go on after the last frame.
  const atTimeEnd = useStore(playhead, isAtEnd);
  const atEnd = atFrameEnd && atTimeEnd;
  const settled = useStore(session, (state) => !currentBranch(state).busy && !otherBranch(state)?.busy);
  const again = atEnd && settled && !playing;
  const playLabel = playing ? t('transport.pause') : again ? t('transport.again') : t('transport.play');
  return (
    <section className={styles.transport} aria-label={t('transport.label')}>
      <div className={styles.buttons}>
        <IconButton look="plain" label={t('transport.start')} shortcut="Home" disabled={atStart} onClick={() => seek(0)}>
          <ChevronFirst aria-hidden />
        </IconButton>
        <IconButton look="plain" label={t('transport.back')} shortcut="←" disabled={atStart} onClick={() => step(-1)}>
          <StepBack aria-hidden />
        </IconButton>
        <Button look="primary" className={styles.play} aria-label={playLabel} title={`${playLabel} (Space)`} onClick={togglePlay} data-testid="play">
          {playing ? <Pause aria-hidden /> : again ? <RotateCcw aria-hidden className={styles.hollow} /> : <Play aria-hidden />}
          <span className={styles.playWords}>
            {(['transport.play', 'transport.pause', 'transport.again'] as const).map((key) => (
              <span key={key} data-shown={t(key) === playLabel}>
                {t(key)}
              </span>
            ))}
          </span>
        </Button>
        <IconButton look="plain" label={t('transport.forward')} shortcut="→" disabled={atEnd} onClick={() => step(1)}>
          <StepForward aria-hidden />
        </IconButton>
        <IconButton look="plain" label={t('transport.end')} shortcut="End" disabled={atEnd} onClick={seekEnd}>
          <ChevronLast aria-hidden />
        </IconButton>
        <SpeedMenu />
      </div>
      <Where />
      <Next />
      <div className={styles.options}>
        <StepMenu />
        <Jumps />
        <Branches />
      </div>
    </section>
  );
}

const SpeedMenu = memo(function SpeedMenu() {
  const t = useWords();
  const speed = useStore(preferences, (state) => state.speed);
  const shortenWaits = useStore(preferences, (state) => state.shortenWaits);
  const name = (value: number | 'even'): string => (value === 'even' ? t('transport.speed.even') : t('transport.speed.times', { speed: value }));
  return (
    <Menu label={t('transport.speed')} button={name(speed)} placement="top-start" values={{ speed: String(speed) }}>
      <Group label={t('transport.speed')}>
        {SPEEDS.map((value) => (
          <Choice
            key={value}
            name="speed"
            value={String(value)}
            chosen={value === speed}
            {...(value === 'even' ? { detail: t('transport.speed.even.detail') } : {})}
            onChoose={() => preferences.setState({ speed: value })}
          >
            {name(value)}
          </Choice>
        ))}
      </Group>
      <Separator />
      <Toggle name="waits" on={shortenWaits} onToggle={() => preferences.setState({ shortenWaits: !shortenWaits })}>
        {t('transport.waits')}
      </Toggle>
    </Menu>
  );
});

const StepMenu = memo(function StepMenu() {
  const t = useWords();
  const chosen = useStore(preferences, (state) => state.step);
  return (
    <Menu
      look="quiet"
      label={t('transport.step')}
      placement="top-start"
      values={{ step: chosen }}
      button={
        <span>
          {t('transport.step')}: {t(`transport.step.${chosen}`)}
        </span>
      }
    >
      {STEPS.map((size) => (
        <Choice
          key={size}
          name="step"
          value={size}
          chosen={size === chosen}
          detail={t(`transport.step.${size}.detail`)}
          onChoose={() => preferences.setState({ step: size })}
        >
          {t(`transport.step.${size}`)}
        </Choice>
      ))}
    </Menu>
  );
});

/** Frame and time, written past React: they change with every animation frame. */
const Where = memo(function Where() {
  const t = useWords();
  const busy = useStore(session, (state) => currentBranch(state).busy);
  const frame = useRef<HTMLElement>(null);
  const length = useRef<HTMLSpanElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => {
      const { position, timeMs } = playhead.getState();
      setText(frame.current, t('transport.frame', { position }));
      setText(length.current, t('transport.of', { length: currentBranch().length }));
      setText(time.current, t('transport.time', { seconds: seconds(timeMs) }));
    };
    write();
    const stops = [playhead.subscribe(write), session.subscribe(write)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [t]);
  return (
    <div className={styles.where} data-testid="where" data-busy={busy}>
      <span className={styles.frame}>
        <b ref={frame} /> <span ref={length} />
      </span>
      <span ref={time} className={styles.muted} />
    </div>
  );
});

function setText(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** What an act is called on a flag and beside Play. */
export function actName(entry: Entry, t: ReturnType<typeof useWords>): string {
  const { rule, values } = entry.reason;
  if (rule === 'kubectl/command') return String(values['command']).replace(/^kubectl\s+/, '');
  if (rule === 'load/set') return t('timeline.act.load');
  if (rule === 'catalogue/chance') return t('timeline.act.chance');
  if (rule === 'catalogue/node-down' || rule === 'catalogue/node-up')
    return t(rule === 'catalogue/node-down' ? 'timeline.act.node-down' : 'timeline.act.node-up', { node: String(values['node']) });
  if (rule.includes('node')) return t('timeline.act.nodes');
  return rule.includes('probe') ? t('timeline.act.ready') : t('timeline.act.images');
}

/** What comes next, where it is a command: the reader is to know what Play will play. */
const Next = memo(function Next() {
  const t = useWords();
  const entry = useFrame((frame) => {
    const next = frame.log.entries[frame.position];
    return isCommand(next) ? next : undefined;
  });
  const busy = useStore(session, (state) => currentBranch(state).busy);
  const atEnd = useFrame((frame) => frame.position >= frame.length);
  if (entry) {
    const [before, after] = t('transport.next', { command: '\n' }).split('\n');
    const command = actName(entry, t);
    return (
      <p className={styles.next}>
        {before}
        <code title={command}>{command}</code>
        {after}
      </p>
    );
  }
  return <p className={styles.next}>{busy ? t('transport.simulating') : atEnd ? t('transport.settled') : ''}</p>;
});
