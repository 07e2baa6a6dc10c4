// Monaco's own worker (links, word completion, diffs), as a file of the project's own so that the bundler makes one of it.
import 'monaco-editor/editor/editor.worker.js';
