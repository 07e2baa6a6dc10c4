/** Words about very many objects. */
export const scaleWords = {
  'example.huge': 'Ten thousand Pods on a thousand Nodes',
  'example.huge.detail': 'And once more ten times as many: Pods are painted, and Nodes stand in groups.',
} as const;
