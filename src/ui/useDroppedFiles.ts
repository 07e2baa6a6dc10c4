import { useEffect } from 'react';
import { focusPane } from './panes.ts';
import { reporting } from './report.ts';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/** Files that are dropped anywhere on the page are opened in the editor: left to the browser, they would take the page's place. */
export function useDroppedFiles(): void {
  useEffect(() => {
    const allow = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const open = reporting(async (dropped: readonly File[]) => {
      focusPane('editor');
      const { openFiles } = await import('./editor/file-io.ts');
      await openFiles(dropped);
    });
    const drop = (event: DragEvent): void => {
      // The editor has taken what was dropped onto it.
      if (event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      // A copy: the browser empties its list when the event is over.
      void open([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', allow);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', allow);
      removeEventListener('drop', drop);
    };
  }, []);
}
