import { describe, expect, it } from 'vitest';
import { NoSuchPlace, alsoChanges, appliedWorkloads, fieldsOf, pathText, readPath, withField, withValue } from '../../../src/app/manifest-fields.ts';
import { exampleOf } from '../../../src/app/examples.ts';

const WEB = { kind: 'Deployment', name: 'web' };
const MANIFEST = `# All about the web.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 10 # enough for Mondays
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: "25%"
  template:
    spec:
      containers:
      - name: nginx
        image: nginx:1.23
---
kind: Service
metadata: {name: web}   # another object of this name
`;
const SURGE = ['spec', 'strategy', 'rollingUpdate', 'maxSurge'];

describe('a manifest with one field changed', () => {
  it('is another at that place only, where the field is there', () => {
    expect(withValue(MANIFEST, WEB, ['spec', 'replicas'], 12)).toBe(MANIFEST.replace('10 #', '12 #'));
    expect(withValue(MANIFEST, WEB, SURGE, 1)).toBe(MANIFEST.replace('"25%"', '1'));
  });

  it('keeps its comments where the field is new', () => {
    const text = withValue(MANIFEST, WEB, ['spec', 'minReadySeconds'], 5);
    for (const line of ['# All about the web.', '# enough for Mondays', '# another object of this name', '  minReadySeconds: 5', '      - name: nginx'])
      expect(text).toContain(line);
  });

  it('can lose a field', () => {
    expect(withValue(MANIFEST, WEB, SURGE, undefined)).not.toContain('maxSurge');
  });

  it('keeps texts that look like numbers texts', () => {
    expect(withValue(MANIFEST, WEB, [...SURGE], '1')).toContain('maxSurge: "1"');
  });

  it('loses rollingUpdate with a type that has none, and says so', () => {
    const path = ['spec', 'strategy', 'type'];
    const text = withValue(MANIFEST, WEB, path, 'Recreate');
    expect(text).toContain('type: Recreate');
    expect(text).not.toContain('rollingUpdate');
    const [web] = appliedWorkloads({
      version: 1,
      kubernetes: 'v1.36.2',
      seed: 1,
      commands: [{ at: 0, action: { do: 'kubectl', line: '', files: { a: MANIFEST } } }],
    });
    expect(alsoChanges(WEB, path, 'Recreate', web?.manifest)).toBe('rollingUpdate');
    expect(alsoChanges(WEB, path, 'RollingUpdate', web?.manifest)).toBeUndefined();
  });

  it('is refused where nothing can stand', () => {
    expect(() => withValue(MANIFEST, WEB, ['spec', 'replicas', 'most'], 1)).toThrow(NoSuchPlace);
    expect(() => withValue(MANIFEST, WEB, ['spec', 'template', 'spec', 'containers', 5, 'image'], 'a')).toThrow('spec.template.spec.containers');
  });

  it('is left alone where another object is meant, or it is no YAML', () => {
    expect(withValue(MANIFEST, { kind: 'Deployment', name: 'api' }, SURGE, 1)).toBe(MANIFEST);
    expect(withValue('a: [', WEB, SURGE, 1)).toBe('a: [');
  });

  it('is found in a List', () => {
    const list = `kind: List\nitems:\n- {kind: Deployment, metadata: {name: web}, spec: {replicas: 1}}\n`;
    expect(withValue(list, WEB, ['spec', 'replicas'], 4)).toBe(list.replace('replicas: 1', 'replicas: 4'));
  });
});

describe('a tape with one field changed', () => {
  it('has it in every command that brings the manifest, and does acts at their times', () => {
    const { tape } = exampleOf('rolling') as NonNullable<ReturnType<typeof exampleOf>>;
    const acted = {
      ...tape,
      commands: [...tape.commands, { after: 20, at: 3_000, action: { do: 'kubectl', line: 'kubectl scale deployment/web --replicas=2' } as const }],
    };
    const { commands } = withField(acted, WEB, ['spec', 'replicas'], 3);
    const texts = commands.flatMap(({ action }) => (action.do === 'kubectl' && action.files ? [action.files['web.yaml']] : []));
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toContain('replicas: 3');
    expect(commands.map(({ at, after }) => [at, after])).toEqual([
      [0, undefined],
      [8_000, undefined],
      [3_000, undefined],
    ]);
  });
});

describe('paths and fields', () => {
  it.each(['spec.replicas', 'spec.template.spec.containers[0].image', 'metadata.annotations["a.b/c"]'])('%s is read and written alike', (text) => {
    expect(pathText(readPath(text) ?? [])).toBe(text);
  });
  it.each(['', '.', 'a..b', 'a[x]', 'a b]'])('“%s” is no path', (text) => {
    expect(readPath(text)).toBeUndefined();
  });
  it('are those of the kind and of each container', () => {
    const fields = fieldsOf({ kind: 'StatefulSet', name: 'db' }, { spec: { template: { spec: { containers: [{ name: 'a' }, { name: 'b' }] } } } });
    expect(fields.map(({ id }) => id)).toEqual(expect.arrayContaining(['podManagementPolicy', 'partition']));
    expect(fields.filter(({ id }) => id === 'image').map(({ container }) => container)).toEqual(['a', 'b']);
  });
});
