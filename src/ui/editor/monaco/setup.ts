import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/yaml/register.js';
import * as monaco from 'monaco-editor/editor/editor.api.js';
import { configureMonacoYaml } from 'monaco-yaml';
import schemaUrl from '../schema/kubernetes.json?url';
import { defineThemes } from './theme.ts';

export { monaco };

/** What monaco-yaml gives when it asks for its worker: the shape of monaco-editor before 0.56. */
interface WorkerRequest {
  readonly label: string;
  readonly createData: unknown;
}

const editorWorker = (): Worker => new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module', name: 'editor' });
const yamlWorker = (): Worker => new Worker(new URL('./yaml.worker.ts', import.meta.url), { type: 'module', name: 'yaml' });

/**
 * monaco-editor 0.57 is given a worker instead of a module's name. The worker's first message is swallowed by monaco-worker-manager,
 * the second is what it is created with: without these two it never answers.
 */
function createYamlWorker({ createData }: WorkerRequest): monaco.editor.MonacoWebWorker<object> {
  const worker = yamlWorker();
  worker.postMessage('ignore');
  worker.postMessage(createData);
  return monaco.editor.createWebWorker({ worker });
}

let isSetUp = false;

/** Once for the page: workers, themes, and the YAML service with Kubernetes' schema. */
export function setUpMonaco(): void {
  if (isSetUp) return;
  isSetUp = true;
  globalThis.MonacoEnvironment = { getWorker: editorWorker };
  defineThemes();
  const forYaml = { ...monaco, editor: { ...monaco.editor, createWebWorker: createYamlWorker } };
  configureMonacoYaml(forYaml as unknown as Parameters<typeof configureMonacoYaml>[0], {
    enableSchemaRequest: true,
    schemas: [{ fileMatch: ['**/*'], uri: new URL(schemaUrl, document.baseURI).href }],
    // A key that was completed brings its required fields along, and no more.
    parentSkeletonSelectedFirst: true,
    format: { enable: false },
  });
}
