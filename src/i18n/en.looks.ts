/** Short words where there is little room. */
export const looksWords = {
  'editor.differs.none.detail': 'The cluster has what this file says',
  'legend.revision': 'revision {n}: {count}',
  'legend.desired': 'Desired: {value}',
  'legend.min': 'Min available: {value}',
  'legend.max': 'Max total: {value}',
  'legend.endpoints': 'Endpoints: {value}',
  'legend.recommended': 'Recommended: {value}',
  'legend.stabilized': 'Stabilized: {value}',
  'legend.limits': 'Limits: {value}',
} as const;
