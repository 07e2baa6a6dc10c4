import type { typedWords as english } from './en.typed.ts';

/** 关于人所做的事：拖放的文件，以及没有写入任何内容的命令。 */
export const typedWords = {
  'editor.refused.unreadable': '没有打开 {name}：无法读取。不能打开文件夹，请拖放其中的文件。',
  'why.refused': '这是有人输入的命令，它被拒绝了。没有写入任何内容：{message}',
  'why.wroteNothing': '这是有人输入的命令。它没有写入任何内容。',
  'whynot.remedy': '{what}。',
} satisfies Record<keyof typeof english, string>;
