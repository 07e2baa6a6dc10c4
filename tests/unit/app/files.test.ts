import { beforeEach, describe, expect, it } from 'vitest';
import { fileOf, isManifest, openEdited, openFile, replaceFiles } from '../../../src/app/files.ts';

beforeEach(() => replaceFiles([]));

describe('the files of the editor', () => {
  it('an object that is edited is saved as a change; a file that a command wrote is applied', () => {
    openEdited('web-deployment.yaml', 'live');
    expect(fileOf('web-deployment.yaml')).toMatchObject({ edits: 'live' });
    openFile('web.yaml', 'written');
    expect(fileOf('web.yaml')).toEqual({ name: 'web.yaml', text: 'written', past: [] });
  });

  it('written over an object that was being edited, it is a file like others, and its old text can be undone', () => {
    openEdited('web-deployment.yaml', 'live');
    openFile('web-deployment.yaml', 'written');
    expect(fileOf('web-deployment.yaml')).toEqual({ name: 'web-deployment.yaml', text: 'written', past: ['live'] });
  });

  it('Apply takes manifests, and not what else a command wrote', () => {
    expect(['a.yaml', 'a.yml', 'a.json', 'A.YAML'].every(isManifest)).toBe(true);
    expect(['pods.txt', 'yaml', 'a.yaml.bak'].some(isManifest)).toBe(false);
  });
});
