import { Bookmark as BookmarkIcon } from 'lucide-react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { nameOf } from '../../app/kinds.ts';
import { chartedWorkload } from '../../app/chart.ts';
import { playhead } from '../../app/playhead.ts';
import { toChangeOf, travel } from '../../app/player.ts';
import { selection } from '../../app/selection.ts';
import { useFrame } from '../../app/world.ts';
import { Group, Item, Menu, Separator } from '../parts/Menu.tsx';
import { showDialog } from '../shell.ts';
import { useWords } from '../words.ts';
import { useBookmarks } from './Bookmarks.tsx';
import { askForBookmark, jumpToBookmark, jumpToLowest, jumpToUnavailable } from './jump.ts';

/** Of many bookmarks, so many stand in the menu; the dialog has all. */
const SHOWN_MAX = 8;

/** Where the playhead can jump to: changes of what is selected, moments that something is unavailable, bookmarks. */
export const Jumps = memo(function Jumps() {
  const t = useWords();
  return (
    <Menu look="quiet" label={t('jump.menu')} placement="top-start" button={<span>{t('jump.menu')}</span>}>
      <Changes />
      <Unavailable />
      <Separator />
      <Marked />
    </Menu>
  );
});

function Changes() {
  const t = useWords();
  const selected = useStore(selection, (state) => state.selected);
  if (!selected) return null;
  return (
    <>
      <Group label={t('jump.change', { name: nameOf(selected) })}>
        <Item shortcut="]" onClick={() => toChangeOf(selected, 1)}>
          {t('jump.next')}
        </Item>
        <Item shortcut="[" onClick={() => toChangeOf(selected, -1)}>
          {t('jump.previous')}
        </Item>
      </Group>
      <Separator />
    </>
  );
}

function Unavailable() {
  const t = useWords();
  const workload = useFrame(() => chartedWorkload()?.name);
  return (
    <Group label={t('jump.unavailable.group')}>
      <Item shortcut="U" detail={t('jump.unavailable.detail')} onClick={() => jumpToUnavailable(1)}>
        {t('jump.next')}
      </Item>
      <Item shortcut="⇧U" onClick={() => jumpToUnavailable(-1)}>
        {t('jump.previous')}
      </Item>
      {workload !== undefined && (
        <Item shortcut="V" onClick={jumpToLowest}>
          {t('jump.lowest', { name: workload })}
        </Item>
      )}
    </Group>
  );
}

function Marked() {
  const t = useWords();
  const bookmarks = useBookmarks();
  const { position } = playhead.getState();
  const isSet = bookmarks.some((bookmark) => bookmark.position === position);
  return (
    <Group label={t('bookmark.group')}>
      <Item shortcut="B" onClick={askForBookmark}>
        {t(isSet ? 'bookmark.rename' : 'bookmark.set')}
      </Item>
      {bookmarks.length > 0 && (
        <>
          <Item shortcut="N" onClick={() => jumpToBookmark(1)}>
            {t('bookmark.next')}
          </Item>
          <Item shortcut="⇧N" onClick={() => jumpToBookmark(-1)}>
            {t('bookmark.previous')}
          </Item>
          {bookmarks.slice(0, SHOWN_MAX).map((bookmark) => (
            <Item key={bookmark.id} detail={t('bookmark.frame', { position: bookmark.position })} onClick={() => travel(bookmark.position)}>
              <BookmarkIcon aria-hidden size={13} /> {bookmark.name}
            </Item>
          ))}
          <Item onClick={() => showDialog('bookmarks')}>{t('bookmark.manage')}</Item>
        </>
      )}
    </Group>
  );
}
