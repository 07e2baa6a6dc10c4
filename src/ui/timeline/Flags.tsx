import { memo, useMemo } from 'react';
import type { Axis } from '../../app/axis.ts';
import { derivedOf } from '../../app/derived.ts';
import { travel } from '../../app/player.ts';
import { playhead } from '../../app/playhead.ts';
import type { Log } from '../../timeline/log.ts';
import type { Entry } from '../../timeline/types.ts';
import { useWords } from '../words.ts';
import { actName } from './Transport.tsx';
import styles from './Timeline.module.css';

const FLAG_WIDTH = 92;
/** Flags nearer to each other than this stand together as one: each that is shown has room for a word. */
const APART = 46;
const GAP = 4;
/** With less room than this, a flag that stands for several shows their number alone. */
const NUMBER_BELOW = 74;

/** What a flag shows of a command: `set image`, `apply`, `down: node-1`. The whole line is its title. */
function short(command: string): string {
  const [first = '', second = ''] = command.split(/\s+/);
  return first.endsWith(':') || ['set', 'rollout', 'create'].includes(first) ? `${first} ${second}` : first;
}

interface FlagsProps {
  readonly log: Log;
  readonly length: number;
  readonly axis: Axis;
  readonly xOf: (unit: number) => number;
  readonly width: number;
}

/** Commands are flags: each leads to its frame. Where they crowd, one stands for several and leads to one after the other. */
export const Flags = memo(function Flags({ log, length, axis, xOf, width }: FlagsProps) {
  const t = useWords();
  const commands = useMemo(() => derivedOf(log).commands.filter((position) => position <= length), [log, length]);
  return placesOf(commands, axis, xOf, width).map(({ positions, left, room }) => {
    const names = positions.map((position) => actName(log.entries[position - 1] as Entry, t));
    const [first = 0] = positions;
    const [name = ''] = names;
    const count = positions.length;
    const label =
      count === 1
        ? t('timeline.command', { position: first, command: name })
        : t('timeline.commands', { count, from: first, to: positions.at(-1) ?? first, commands: names.join('; ') });
    return (
      <button
        key={first}
        type="button"
        className={styles.flagButton}
        style={{ left, maxWidth: Math.min(FLAG_WIDTH, room) }}
        title={names.join('\n')}
        aria-label={label}
        onClick={() => travel(nextOf(positions))}
      >
        <span>
          {(count === 1 || room >= NUMBER_BELOW) && <span>{short(name)}</span>}
          {count > 1 && <b>{room >= NUMBER_BELOW ? `+${count - 1}` : `×${count}`}</b>}
        </span>
      </button>
    );
  });
});

/** The first of them after the playhead; behind the last, it begins anew. */
function nextOf(positions: readonly number[]): number {
  const { position: now } = playhead.getState();
  return positions.find((position) => position > now) ?? positions[0] ?? now;
}

interface Place {
  /** The frames of the commands that it stands for, in order. */
  readonly positions: readonly number[];
  /** Its left edge, in CSS pixels. */
  readonly left: number;
  /** How wide it can be. */
  readonly room: number;
}

/** Where flags stand that can be seen: at their command, or as near to it as the right edge lets them. */
function placesOf(commands: readonly number[], axis: Axis, xOf: (unit: number) => number, width: number): readonly Place[] {
  const places: { positions: number[]; left: number }[] = [];
  for (const position of commands) {
    const x = xOf(axis.unitOf(position));
    if (x <= -1 || x >= width + 1) continue;
    const left = Math.min(x, width - APART);
    const last = places.at(-1);
    if (last && left - last.left < APART) last.positions.push(position);
    else places.push({ positions: [position], left });
  }
  return places.map((place, i) => ({ ...place, room: (places[i + 1]?.left ?? width + GAP) - place.left - GAP }));
}
