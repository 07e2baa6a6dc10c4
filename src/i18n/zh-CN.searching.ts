import type { searchingWords as en } from './en.searching.ts';

/** The words of what a search may do to Nodes and to the load, and of what a run did to them, in Chinese. */
export const searchingWords: Readonly<Record<keyof typeof en, string>> = {
  'search.nodes': 'Node 可能遭遇的事',
  'search.nodes.detail': '在运行途中发生，持续一段时间，然后恢复原状。Node 宕机不足 50 秒不会被察觉，除非正要在它上面启动 Pod。',
  'search.nodes.none': '这个集群没有 Node。',
  'search.nodes.acts': '可能发生',
  'search.node.cordon': '被隔离（cordon）',
  'search.node.drain': '被排空（drain）',
  'search.node.down': '宕机',
  'search.node.act': '某个 Node {act}',
  'search.nodes.which': '哪个 Node',
  'search.nodes.any': '{n} 个中的任意一个',
  'search.nodes.atMost': '一次运行中至多几个 Node',
  'search.nodes.start': '多久后发生',
  'search.nodes.length': '持续',
  'search.nodes.seconds': '{what}（秒）',
  'search.nodes.min': '{what}，从（秒）',
  'search.nodes.max': '{what}，到（秒）',
  'search.load': '负载',
  'search.load.percent': '负载至多（%）',
  'search.load.detail': '100 表示负载保持原样；200 表示全部负载最高可达两倍。',
  'search.load.none': '没有设置负载，因此无从提高。',
  'search.problem.least': '请填 1 到 {most} 之间的整数秒。',
  'search.problem.percent': '请填 100 到 {most} 之间的整数。',
  'search.varied.cordon': '{node} 在 t = {at} 秒被隔离（cordon）{n} 秒',
  'search.varied.drain': '{node} 在 t = {at} 秒被排空（drain），{n} 秒后恢复调度',
  'search.varied.down': '{node} 在 t = {at} 秒宕机 {n} 秒',
  'search.varied.load': '负载为 {n}%',

  'timeline.act.node-down': '宕机：{node}',
  'timeline.act.node-up': '恢复：{node}',
};
