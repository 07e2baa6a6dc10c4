import { memo, useMemo } from 'react';
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
const FLAG_WIDTH_MIN = 40;
const BARE_FLAG_WIDTH = 7;
/** Flags closer together than this hide each other. */
const BARE_WIDTH = 12;

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

/** Commands are flags: each leads to its frame. Where they crowd, they lose their words first and then each other. */
export const Flags = memo(function Flags({ log, length, axis, xOf, width }: FlagsProps) {
  const t = useWords();
  const commands = useMemo(() => derivedOf(log).commands.filter((position) => position <= length), [log, length]);
  return placesOf(commands, axis, xOf, width).map(({ position, x, room }) => {
    const name = actName(log.entries[position - 1] as Entry, t);
    const bare = room < FLAG_WIDTH / 2;
    const least = bare ? BARE_FLAG_WIDTH : FLAG_WIDTH_MIN;
    return (
      <button
        key={position}
        type="button"
        className={classes(styles.flagButton, bare && styles.bare)}
        style={{ left: Math.min(x, width - least), ...(bare ? {} : { maxWidth: Math.max(FLAG_WIDTH_MIN, Math.min(FLAG_WIDTH, room)) }) }}
        title={name}
        aria-label={t('timeline.command', { position, command: name })}
        onClick={() => travel(position)}
      >
        {!bare && short(name)}
      </button>
    );
  });
});

interface Place {
  readonly position: number;
  readonly x: number;
  /** How far it is to the next flag. */
  readonly room: number;
}

/** Where flags stand that can be seen and are not on top of the one before. */
function placesOf(commands: readonly number[], axis: Axis, xOf: (unit: number) => number, width: number): readonly Place[] {
  const places: { position: number; x: number }[] = [];
  for (const position of commands) {
    const x = xOf(axis.unitOf(position));
    if (x > -1 && x < width + 1 && x - (places.at(-1)?.x ?? Number.NEGATIVE_INFINITY) >= BARE_WIDTH) places.push({ position, x });
  }
  return places.map((place, i) => ({ ...place, room: (places[i + 1]?.x ?? Number.POSITIVE_INFINITY) - place.x - 4 }));
}
