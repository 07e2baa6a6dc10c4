import type { CSSProperties } from 'react';
import { NO_REVISION } from '../../scene/types.ts';

/** How many colours theme.css has for revisions; beyond that they come round again. */
export const REVISION_COLOURS = 8;

/** The number of a revision's colour in theme.css, or `none`. */
export const colourOf = (revision: number): string => (revision === NO_REVISION ? 'none' : String(revision % REVISION_COLOURS));

const STYLES = new Map<string, CSSProperties>();

/** Sets `--rev` and `--rev-soft` for whatever stands inside. */
export function revisionStyle(revision: number): CSSProperties {
  const colour = colourOf(revision);
  let style = STYLES.get(colour);
  if (!style) {
    const [rev, soft] = colour === 'none' ? ['var(--text-muted)', 'var(--bg-inset)'] : [`var(--rev-${colour})`, `var(--rev-${colour}-soft)`];
    STYLES.set(colour, (style = { '--rev': rev, '--rev-soft': soft } as CSSProperties));
  }
  return style;
}
