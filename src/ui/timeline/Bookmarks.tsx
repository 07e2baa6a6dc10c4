import { Bookmark as BookmarkIcon, Trash2 } from 'lucide-react';
import { memo, useState } from 'react';
import { useStore } from 'zustand';
import type { Axis } from '../../app/axis.ts';
import { type Bookmark, bookmarkHere, removeBookmark, setBookmark } from '../../app/bookmarks.ts';
import { notify } from '../../app/notices.ts';
import { playhead } from '../../app/playhead.ts';
import { travel } from '../../app/player.ts';
import { currentBranch, session } from '../../app/session.ts';
import { reasonText } from '../../i18n/reason-words.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { NameForm } from '../parts/Form.tsx';
import controls from '../parts/controls.module.css';
import { dictionaryOf } from '../inspector/reasons.ts';
import { dialogs, showDialog } from '../shell.ts';
import { t as now, useWords } from '../words.ts';
import styles from './Bookmarks.module.css';

export const useBookmarks = (): readonly Bookmark[] => useStore(session, (state) => currentBranch(state).bookmarks);

/** What a bookmark is called until somebody names it: the decision of its frame. */
function suggestion(position: number): string {
  const { log } = currentBranch();
  const entry = log.entries[position - 1];
  return entry ? reasonText(dictionaryOf(), entry.reason).title : now('timeline.start');
}

function remove({ id, name }: Bookmark): void {
  const undo = removeBookmark(id);
  if (undo) notify({ severity: 'info', text: now('bookmark.removed', { name }), topic: 'bookmark', action: { label: now('bookmark.undo'), run: undo } });
}

/** Naming the bookmark of this frame, and the list of all. */
export function BookmarkDialogs() {
  const t = useWords();
  const open = useStore(dialogs, (state) => state.open);
  const close = (): void => showDialog(undefined);
  const { position } = playhead.getState();
  return (
    <>
      <Dialog title={t('bookmark.title', { position })} open={open === 'bookmark'} onClose={close}>
        <NameForm
          key={String(open)}
          label={t('bookmark.name')}
          name={bookmarkHere()?.name ?? suggestion(position)}
          onSave={(name) => setBookmark(position, name)}
          onDone={close}
        />
      </Dialog>
      <Dialog title={t('bookmark.group')} open={open === 'bookmarks'} onClose={close}>
        <List onGo={close} />
      </Dialog>
    </>
  );
}

function List({ onGo }: { readonly onGo: () => void }) {
  const t = useWords();
  const bookmarks = useBookmarks();
  if (!bookmarks.length) return <p className={styles.empty}>{t('bookmark.empty')}</p>;
  return (
    <ul className={styles.list}>
      {bookmarks.map((bookmark) => (
        <Row key={bookmark.id} bookmark={bookmark} onGo={onGo} />
      ))}
    </ul>
  );
}

function Row({ bookmark, onGo }: { readonly bookmark: Bookmark; readonly onGo: () => void }) {
  const t = useWords();
  const { position, name } = bookmark;
  const [draft, setDraft] = useState(name);
  const go = (): void => {
    onGo();
    travel(position);
  };
  return (
    <li>
      <input
        className={controls.field}
        aria-label={`${t('bookmark.name')}: ${t('bookmark.frame', { position })}`}
        value={draft}
        maxLength={80}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => (draft.trim() ? setBookmark(position, draft) : setDraft(name))}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      <Button look="quiet" onClick={go} aria-label={t('bookmark.go', { name, position })}>
        {t('bookmark.frame', { position })}
      </Button>
      <IconButton label={t('bookmark.remove', { name })} onClick={() => remove(bookmark)}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}

interface MarksProps {
  readonly axis: Axis;
  readonly length: number;
  readonly xOf: (unit: number) => number;
  readonly width: number;
}

/** Bookmarks on the scrubber: each leads to its frame. */
export const Marks = memo(function Marks({ axis, length, xOf, width }: MarksProps) {
  const t = useWords();
  const places = useBookmarks()
    .filter(({ position }) => position <= length)
    .map((bookmark) => ({ bookmark, x: xOf(axis.unitOf(bookmark.position)) }));
  return places
    .filter(({ x }) => x > -1 && x < width + 1)
    .map(({ bookmark: { id, position, name }, x }) => (
      <button
        key={id}
        type="button"
        className={styles.mark}
        style={{ left: Math.max(0, Math.min(x, width) - 8) }}
        title={name}
        aria-label={t('bookmark.mark', { position, name })}
        onClick={() => travel(position)}
      >
        <BookmarkIcon aria-hidden size={14} />
      </button>
    ));
});
