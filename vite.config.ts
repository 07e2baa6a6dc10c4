import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { type Plugin, defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** monaco-yaml brings prettier along for formatting, which the page does with `yaml` instead: 318 → 181 KB. */
const prettierStub = here('src/ui/editor/monaco/prettier-stub.ts');

/** While developing, Vite puts an inline script into the page, which the built page's policy forbids. */
const withoutPolicy: Plugin = {
  name: 'without-content-security-policy',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

export default defineConfig({
  // Relative, so that the built page can be put into any folder of any site.
  base: './',
  plugins: [react(), withoutPolicy],
  resolve: {
    alias: [
      // monaco-worker-manager names a file that monaco-editor 0.57 has under another path.
      { find: 'monaco-editor/esm/vs/editor/editor.worker.js', replacement: 'monaco-editor/editor/editor.worker.js' },
      { find: /^prettier\/(standalone|plugins\/yaml|plugins\/estree)$/, replacement: prettierStub },
    ],
  },
  worker: { format: 'es' },
  // A cold `vite dev` would otherwise reload the page when the editor is first shown.
  optimizeDeps: { include: ['monaco-editor', 'monaco-yaml'] },
  build: { target: 'es2023', chunkSizeWarningLimit: 5_000 },
});
