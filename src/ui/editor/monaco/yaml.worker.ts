// The bundler needs a file of the project's own to make a worker of (see README.md of monaco-yaml).
import 'monaco-yaml/yaml.worker.js';
