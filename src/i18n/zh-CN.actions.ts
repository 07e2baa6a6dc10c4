import type { actionWords as english } from './en.actions.ts';

/** 除菜单条目之外，与“可以对对象做什么”有关的文字。 */
export const actionWords: Readonly<Record<keyof typeof english, string>> = {
  'actions.of': '可以对 {name} 做什么',
  'actions.other.label': '添加其他标签…',
  'actions.other.taint': '添加其他污点…',
  'actions.edit': '编辑',
  'actions.unfinished': '写入控制台，由你补全',
  'actions.keys': '可以对选中的对象做什么',
};
