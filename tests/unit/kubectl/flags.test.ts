import { describe, expect, it } from 'vitest';
import { Terminal, lines } from './terminal.ts';

const terminal = new Terminal();

describe('flags', () => {
  it.each([
    ['get pods --nope', lines('error: unknown flag: --nope', "See 'kubectl get --help' for usage.")],
    ['get pods -z', lines("error: unknown shorthand flag: 'z' in -z", "See 'kubectl get --help' for usage.")],
    ['get pods -o', lines("error: flag needs an argument: 'o' in -o", "See 'kubectl get --help' for usage.")],
    ['scale deploy web', lines('error: required flag(s) "replicas" not set')],
    [
      'scale deploy web --replicas=many',
      lines('error: invalid argument "many" for "--replicas" flag: strconv.ParseInt: parsing "many": invalid syntax', "See 'kubectl scale --help' for usage."),
    ],
    ['autoscale deployment web --min=1', lines('error: required flag(s) "max" not set')],
    ['patch deploy web --type=foo -p {}', lines('error: --type must be one of [json merge strategic], not "foo"')],
  ])('%s', (line, err) => {
    expect(terminal.type(line)).toEqual({ out: '', err, code: 1 });
  });

  it('are read in each of their forms', () => {
    const two = new Terminal();
    two.out('create deployment web --image=nginx --replicas 2');
    for (const line of [
      'get deploy -oname',
      'get deploy -o name',
      'get deploy --output name',
      'get deploy --output=name',
      'get -o=name deployments.apps',
      'get deployments.v1.apps -ndefault -oname',
    ])
      expect(two.out(line), line).toBe('deployment.apps/web\n');
    expect(two.out('get deploy --no-headers=false -lapp=web')).toContain('NAME');
  });
});

describe('commands', () => {
  it.each([
    ['frobnicate', lines('error: unknown command "frobnicate" for "kubectl"')],
    ['applly -f x', lines('error: unknown command "applly" for "kubectl"', '', 'Did you mean this?', '\tapply')],
    ['rollout foo', lines('error: unknown command "foo"', "See 'kubectl rollout -h' for help and examples")],
    ['rollout status', lines('error: required resource not specified')],
    ['apply', lines('error: must specify one of -f and -k')],
    [
      'get',
      lines(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.',
        '',
        'error: Required resource not specified.',
        'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
        "See 'kubectl get -h' for help and examples",
      ),
    ],
    [
      'delete',
      lines(
        'error: You must provide one or more resources by argument or filename.',
        'Example resource specifications include:',
        "   '-f rsrc.yaml'",
        "   '--filename=rsrc.json'",
        "   '<resource> <name>'",
        "   '<resource>'",
      ),
    ],
    ['apply -f nosuch.yaml', lines('error: the path "nosuch.yaml" does not exist')],
    ['label deploy web', lines('error: at least one label update is required')],
    ['proxy', lines('error: proxy needs a real network. In the playground use kubectl get --output=json instead')],
    ['cp a b', lines('error: cp needs a real file system. The simulated containers have no files')],
  ])('%s', (line, err) => {
    expect(terminal.type(line)).toEqual({ out: '', err, code: 1 });
  });

  it('print their help', () => {
    expect(terminal.out('set -h')).toBe(
      lines(
        'Configure application resources.',
        '',
        ' These commands help you make changes to existing application resources.',
        '',
        'Available Commands:',
        '  env              Update environment variables on a pod template',
        '  image            Update the image of a pod template',
        '  resources        Update resource requests/limits on objects with pod templates',
        '  selector         Set the selector on a resource',
        '  serviceaccount   Update the service account of a resource',
        '  subject          Update the user, group, or service account in a role binding or cluster role binding',
        '',
        'Usage:',
        '  kubectl set SUBCOMMAND [options]',
        '',
        'Use "kubectl set <command> --help" for more information about a given command.',
        'Use "kubectl options" for a list of global command-line options (applies to all commands).',
      ),
    );
    const help = terminal.out('rollout undo --help');
    expect(help).toContain('    --to-revision=0:\n\tThe revision to rollback to. Default to 0 (last revision).\n');
    expect(help).toContain('Usage:\n  kubectl rollout undo (TYPE NAME | TYPE/NAME) [flags] [options]\n');
    expect(terminal.type('rollout')).toMatchObject({ code: 1 });
  });
});
