/** The words of `kubectl edit` in the editor. */
export const editWords = {
  'edit.save': 'Save',
  'edit.save.title': 'Sends what you changed of this object ({keys})',
  'edit.unchanged': 'Edit cancelled, no changes made.',
  'edit.unreadable': '{name} was not saved: {message}',
  'edit.another': '{name} was not saved: apiVersion, kind, name and namespace say which object it is, and cannot be changed by editing.',
} as const;
