/**
 * The two sentences of the architecture, as rules:
 * 1. Imports only point left: timeline ‹ sim ‹ kube ‹ cluster ‹ kubectl ‹ scenario ‹ lessons ‹ worker ‹ scene ‹ app ‹ ui.
 * 2. On the page, the engine is reached only through worker/client.ts (and the plain types of timeline/ and kube/, and the lessons' metadata).
 */
const ORDER = ['timeline', 'sim', 'kube', 'cluster', 'kubectl', 'scenario', 'lessons', 'worker', 'scene', 'app', 'ui'];

/** What each folder is kept free of, and why: the comment that a violation prints. */
const WHY = {
  timeline: 'The worker and the page share the log. It stays small because it knows nothing of what it logs.',
  sim: 'The kernel orders events and deals out chance. It knows no Kubernetes, so that its order can be reasoned about on one page.',
  kube: 'The vocabulary is data and pure functions over it: the page uses it too, and must not load a cluster with it.',
  cluster: 'The cluster is what commands act on. It may not know who types them, or it could not be played without a console.',
  kubectl: 'The same kubectl serves the console and the headless player: it may not know in which of them it runs.',
  scenario: 'The player runs in Node and in the worker: it may not know about messages or screens.',
  lessons: 'Lessons are data and checks that a test can play without a page.',
  worker: 'The worker is the last thing before the page: it may not know how it is drawn.',
  scene: 'The scene is pure: state and playhead in, nodes and tiles out. Only so does playing backwards simply work.',
  app: 'Stores know no components: a view can be changed without touching what it shows.',
};

const folders = (names) => `^src/(${names.join('|')})/`;

const pointsLeft = ORDER.slice(0, -1).map((name, index) => ({
  name: `imports-point-left-${name}`,
  comment: WHY[name],
  severity: 'error',
  from: { path: folders([name]) },
  to: { path: `${folders([...ORDER.slice(index + 1), 'i18n', 'embed'])}|^src/[^/]+\\.tsx?$` },
}));
const withoutException = (name) => pointsLeft.find((rule) => rule.name === `imports-point-left-${name}`);

// The tape is written down in worker/protocol.ts for both sides; scenario/ may name its types, and nothing of it at run time.
withoutException('scenario').to.pathNot = '^src/worker/protocol\\.ts$';
// The scene and the stores put words to what they hold; words are data, and know nobody.
for (const name of ['scene', 'app', 'lessons']) withoutException(name).to.path = withoutException(name).to.path.replace('|i18n', '');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...pointsLeft,
    {
      name: 'scenario-names-only-types-of-the-protocol',
      comment: 'A scenario and a tape share their shapes with the protocol. Anything more would pull the worker into the headless player.',
      severity: 'error',
      from: { path: '^src/scenario/' },
      to: { path: '^src/worker/protocol\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine-only-through-the-client',
      comment:
        'The page talks to the cluster in messages. A direct import would run the simulation on the main thread and freeze the page, or let two copies of the state drift apart.',
      severity: 'error',
      from: { path: folders(['scene', 'app', 'ui']) + '|^src/(main|embed)' },
      to: { path: folders(['sim', 'cluster', 'kubectl', 'scenario']), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-names-no-engine-types',
      comment:
        'Plain types of timeline/, kube/ and the protocol are enough to draw with. Types of the engine itself would tie the picture to how the cluster is built.',
      severity: 'error',
      from: { path: folders(['scene', 'app', 'ui']) },
      to: { path: folders(['sim', 'cluster', 'kubectl']) },
    },
    {
      name: 'worker-only-through-client-and-protocol',
      comment: 'worker/client.ts is the one door between the page and the engine, and worker/protocol.ts is what passes through it.',
      severity: 'error',
      from: { path: folders(['scene', 'app', 'ui']) + '|^src/(main|embed)' },
      to: { path: '^src/worker/', pathNot: '^src/worker/(client|protocol)\\.ts$' },
    },
    {
      name: 'words-know-nobody',
      comment: 'i18n/ is data that everybody may read. It imports nothing but itself, so that a new language is one file.',
      severity: 'error',
      from: { path: '^src/i18n/' },
      to: { path: '^src/', pathNot: '^src/(i18n|timeline|kube)/' },
    },
    {
      name: 'engine-without-node-or-dom-packages',
      comment: 'The engine runs in a worker and in Node alike: it may use packages that need neither, and only these.',
      severity: 'error',
      from: { path: folders(['timeline', 'sim', 'kube', 'cluster', 'kubectl', 'scenario']) },
      to: { path: 'node_modules', pathNot: 'node_modules/(yaml|shell-quote|fast-json-patch|@types/shell-quote)/' },
    },
    {
      name: 'no-node-in-the-page',
      comment: 'There is no Node in a browser.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'editor-stays-lazy',
      comment: 'Monaco is 1.4 MB compressed. Only the files below src/ui/editor/monaco/ may import it, and they are loaded when an editor is first shown.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ui/editor/monaco/' },
      to: { path: 'node_modules/monaco-(editor|yaml)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'What ships may not depend on what checks it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or miss a third.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'An import that cannot be found would make every rule above pass by reading nothing.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(url|worker|raw)|^monaco-editor/|\\.css$|^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
