/** Words about very many objects. */
export const scaleWords = {
  'example.huge': 'Ten thousand Pods on a thousand Nodes',
  'example.huge.detail': 'And once more ten times as many: Pods are painted, and Nodes stand in groups.',
  'canvas.progress': 'Simulating',
  'canvas.progress.detail': '{length} frames so far, up to t = {seconds} s',
} as const;
