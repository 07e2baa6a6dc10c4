import { createStore } from 'zustand/vanilla';

/**
 * While something is being opened, the frame or the time that it opens at has not been simulated yet. `position` is that frame, where it is
 * known. Nothing where the page stands where it was to stand, or the reader went elsewhere.
 */
export interface Opening {
  readonly waits: boolean;
  readonly position?: number;
}

const NOTHING: Opening = { waits: false };

export const opening = createStore<Opening>(() => NOTHING);

export function beginOpening(position?: number): void {
  opening.setState({ waits: true, ...(position === undefined ? {} : { position }) }, true);
}

export function endOpening(): void {
  opening.setState(NOTHING, true);
}
