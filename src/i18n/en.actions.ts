/** The words of what can be done with an object, beside those of its menu's entries. */
export const actionWords = {
  'actions.of': 'What can be done with {name}',
  'actions.other.label': 'Another label…',
  'actions.other.taint': 'Another taint…',
  'actions.edit': 'Edit',
  'actions.unfinished': 'Goes into the console, to be finished there',
  'actions.keys': 'What can be done with what is selected',
} as const;
