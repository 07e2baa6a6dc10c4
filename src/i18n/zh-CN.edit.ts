import type { editWords as english } from './en.edit.ts';

/** 编辑器中 `kubectl edit` 的文字。 */
export const editWords: Readonly<Record<keyof typeof english, string>> = {
  'edit.save': '保存',
  'edit.save.title': '提交你对这个对象所做的修改（{keys}）',
  'edit.unchanged': '编辑已取消，没有修改。',
  'edit.unreadable': '{name} 没有保存：{message}',
  'edit.another': '{name} 没有保存：apiVersion、kind、名称与命名空间决定它是哪个对象，不能通过编辑来改。',
};
