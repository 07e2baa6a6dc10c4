import type { looksWords as english } from './en.looks.ts';

export const looksWords: Readonly<Record<keyof typeof english, string>> = {
  'editor.differs.none.detail': '集群与此文件一致',
  'legend.revision': '修订 {n}：{count}',
  'legend.desired': '期望：{value}',
  'legend.min': '可用下限：{value}',
  'legend.max': '总数上限：{value}',
  'legend.endpoints': '就绪端点：{value}',
  'legend.recommended': '建议：{value}',
  'legend.stabilized': '稳定后：{value}',
  'legend.limits': '限制：{value}',
};
