import { useMemo } from 'react';
import type { Axis } from '../../app/axis.ts';
import { derivedOf } from '../../app/derived.ts';
import { travel } from '../../app/player.ts';
import type { Log } from '../../timeline/log.ts';
import type { Entry } from '../../timeline/types.ts';
import { classes } from '../parts/classes.ts';
import { useWords } from '../words.ts';
import { actName } from './Transport.tsx';
import styles from './Timeline.module.css';

const FLAG_WIDTH = 92;
const BARE_WIDTH = 12;

/** What a flag shows of a command: `set image`, `apply`. The whole line is its title. */
function short(command: string): string {
  const [first = '', second = ''] = command.split(/\s+/);
  return ['set', 'rollout', 'create'].includes(first) ? `${first} ${second}` : first;
}

interface FlagsProps {
  readonly log: Log;
  readonly length: number;
  readonly axis: Axis;
  readonly xOf: (unit: number) => number;
  readonly width: number;
}

/** Commands are flags: each leads to its frame. Where they crowd, they lose their words first and then each other. */
export function Flags({ log, length, axis, xOf, width }: FlagsProps) {
  const t = useWords();
  const commands = useMemo(() => derivedOf(log).commands.filter((position) => position <= length), [log, length]);
  const places = commands.map((position) => ({ position, x: xOf(axis.unitOf(position)) })).filter(({ x }) => x > -1 && x < width + 1);
  let lastX = Number.NEGATIVE_INFINITY;
  return places.map(({ position, x }, i) => {
    if (x - lastX < BARE_WIDTH) return null;
    lastX = x;
    const name = actName(log.entries[position - 1] as Entry, t);
    const bare = (places[i + 1]?.x ?? width + BARE_WIDTH) - x < FLAG_WIDTH / 2;
    const room = Math.min(FLAG_WIDTH, (places[i + 1]?.x ?? width) - x - 4);
    const left = x + (bare ? 7 : 40) > width ? width - (bare ? 7 : 40) : x;
    return (
      <button
        key={position}
        type="button"
        className={classes(styles.flagButton, bare && styles.bare)}
        style={{ left, ...(bare ? {} : { maxWidth: Math.max(40, room) }) }}
        title={name}
        aria-label={t('timeline.command', { position, command: name })}
        onClick={() => travel(position)}
      >
        {!bare && short(name)}
      </button>
    );
  });
}
