/** Words of the console that are about files and containers. */
export const insideWords = {
  'console.inside': 'Command line in the container {container} of {pod}; exit or Ctrl-D leaves it',
  'console.manifest': 'This is a manifest and no command: it was opened in the editor. Apply it there, or with kubectl apply -f.',
  'console.noFile': 'There is no file {name} in the editor, only: {files}',
  'console.noFile.none': 'There is no file {name}: the editor is empty. Paste the manifest there, or drop the file onto the page.',
  'console.noFile.rename': 'Rename {file}',
} as const;
