/** Words about what a person did: files that were dropped, and commands that wrote nothing. */
export const typedWords = {
  'editor.refused.unreadable': '{name} was not taken: it could not be read. Folders cannot be opened; drop the files in them.',
  'why.refused': 'A person typed this, and it was refused. Nothing was written: {message}',
  'why.wroteNothing': 'A person typed this. It wrote nothing.',
  'whynot.remedy': '{what}.',
  'console.manifest': 'This is a manifest and no command: it was opened in the editor. Apply it there, or with kubectl apply -f.',
  'console.noFile': 'There is no file {name} in the editor, only: {files}',
  'console.noFile.none': 'There is no file {name}: the editor is empty. Paste the manifest there, or drop the file onto the page.',
  'console.noFile.rename': 'Rename {file}',
  'console.inside': 'Command line in the container {container} of {pod}; exit or Ctrl-D leaves it',
} as const;
