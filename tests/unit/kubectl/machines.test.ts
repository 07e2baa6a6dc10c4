import { describe, expect, it } from 'vitest';
import { isReadOnly } from '../../../src/kubectl/index.ts';
import { Terminal } from './terminal.ts';

describe('what is done on a machine or in a container', () => {
  it('stops and starts a kubelet', () => {
    const terminal = new Terminal();
    terminal.out('kubectl create deployment web --image=nginx --replicas=3');
    terminal.pass(5);
    expect(terminal.out('ssh base-1 systemctl stop kubelet')).toBe('');
    expect(terminal.type('ssh base-1 systemctl status kubelet').code).toBe(3);
    terminal.pass(60);
    expect(terminal.out('kubectl get nodes')).toMatch(/base-1\s+NotReady/);
    terminal.out('ssh root@base-1 sudo systemctl restart kubelet');
    terminal.pass(10);
    expect(terminal.out('kubectl get nodes')).toMatch(/base-1\s+Ready/);
  });

  it('lets a machine join as a Node, which then takes Pods', () => {
    const terminal = new Terminal();
    expect(terminal.out('ssh node-4 kubeadm join')).toMatch(/^This node has joined the cluster/);
    expect(terminal.out('kubectl get nodes -o name')).toContain('node/node-4\n');
    expect(terminal.err('ssh node-4 kubeadm join')).toContain('a Node with name "node-4" and status "Ready" already exists');
    terminal.out('kubectl create deployment web --image=nginx --replicas=8');
    terminal.pass(5);
    expect(terminal.out('kubectl get pods -o wide')).toContain('node-4');
  });

  it('makes a Pod unready, and ready again, by the file that its probe looks at, in its own namespace', () => {
    const terminal = new Terminal();
    terminal.out('kubectl create namespace shop');
    terminal.out('kubectl run p --image=nginx -n shop');
    terminal.pass(5);
    terminal.out('kubectl exec p -n shop -- rm /tmp/ready');
    terminal.pass(2);
    expect(terminal.out('kubectl get pod p -n shop')).toMatch(/p\s+0\/1\s+Running/);
    terminal.out('kubectl exec p -n shop -- touch /tmp/ready');
    terminal.pass(2);
    expect(terminal.out('kubectl get pod p -n shop')).toMatch(/p\s+1\/1\s+Running/);
    expect(terminal.err('kubectl exec p -n shop -- rm /etc/x')).toContain("rm: can't remove '/etc/x': No such file or directory");
  });

  it('says what it does not know', () => {
    const terminal = new Terminal();
    expect(terminal.err('ssh nowhere systemctl stop kubelet')).toBe('ssh: Could not resolve hostname nowhere: Name or service not known\n');
    expect(terminal.err('ssh base-1 reboot')).toContain('bash: reboot: command not found');
    expect(terminal.err('ssh Bad_Name kubeadm join')).toContain('Invalid value: "Bad_Name"');
  });

  it('counts as a change', () => {
    expect(isReadOnly('ssh base-1 systemctl stop kubelet')).toBe(false);
    expect(isReadOnly('kubectl exec p -- rm /tmp/ready')).toBe(false);
    expect(isReadOnly('kubectl exec p -- hostname')).toBe(true);
  });
});
