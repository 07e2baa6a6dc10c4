import { createStore } from 'zustand/vanilla';

/** What can be done about a notice. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** A line that the page says of itself: what went wrong, where, and what to do. */
export interface Notice {
  readonly id: number;
  readonly severity: 'info' | 'error';
  readonly text: string;
  readonly action?: NoticeAction;
  readonly second?: NoticeAction;
  /** Notices with the same topic replace each other. */
  readonly topic?: string;
}

export const notices = createStore<{ readonly list: readonly Notice[] }>(() => ({ list: [] }));

let nextId = 1;
const SHOWN_MAX = 4;

/** Says something in the status line; errors stay until they are closed, other notices go by themselves. Returns its id. */
export function notify(notice: Omit<Notice, 'id'>): number {
  const id = nextId++;
  notices.setState(({ list }) => ({ list: [...list.filter((old) => !notice.topic || old.topic !== notice.topic), { ...notice, id }].slice(-SHOWN_MAX) }));
  return id;
}

export function dismiss(id: number): void {
  notices.setState(({ list }) => ({ list: list.filter((notice) => notice.id !== id) }));
}

export function dismissTopic(topic: string): void {
  notices.setState(({ list }) => ({ list: list.filter((notice) => notice.topic !== topic) }));
}
