/** Words of the palette, the scrubber's flags and the header where the window is small. */
export const shellWords = {
  'palette.format': 'Format {name}',
  'palette.export.one': 'Export {name}',
  'palette.export.all': 'Export all manifests as a zip',
  'palette.requests.show': 'Show requests to Services',
  'palette.requests.hide': 'Hide requests to Services',
  'timeline.commands': '{count} commands, frames {from} to {to}: {commands}',
  'canvas.deployment.far': '{available} available',
  'canvas.service.far': '{ready} ready',
  'canvas.list.none': 'No Pod has “{filter}” in its name, owner, Node or state.',
  'canvas.list.empty': 'There is no Pod at this frame.',
} as const;
