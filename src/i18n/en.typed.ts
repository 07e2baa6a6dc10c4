/** Words about what a person did: files that were dropped, and commands that wrote nothing. */
export const typedWords = {
  'editor.refused.unreadable': '{name} was not taken: it could not be read. Folders cannot be opened; drop the files in them.',
  'why.refused': 'A person typed this, and it was refused. Nothing was written: {message}',
  'why.wroteNothing': 'A person typed this. It wrote nothing.',
  'whynot.remedy': '{what}.',
} as const;
