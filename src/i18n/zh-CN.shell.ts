import type { shellWords as source } from './en.shell.ts';

export const shellWords: Readonly<Record<keyof typeof source, string>> = {
  'palette.format': '格式化 {name}',
  'palette.export.one': '导出 {name}',
  'palette.export.all': '将全部清单导出为 zip',
  'palette.requests.show': '显示发往 Service 的请求',
  'palette.requests.hide': '隐藏发往 Service 的请求',
  'timeline.commands': '{count} 条命令，第 {from} 至 {to} 帧：{commands}',
  'canvas.deployment.far': '可用 {available}',
  'canvas.service.far': '就绪 {ready}',
  'canvas.list.none': '没有名称、归属、Node 或状态包含“{filter}”的 Pod。',
  'canvas.list.empty': '这一帧没有 Pod。',
};
