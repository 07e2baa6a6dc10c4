import type { typedWords as english } from './en.typed.ts';

/** 关于人所做的事：拖放的文件，以及没有写入任何内容的命令。 */
export const typedWords = {
  'editor.refused.unreadable': '没有打开 {name}：无法读取。不能打开文件夹，请拖放其中的文件。',
  'why.refused': '这是有人输入的命令，它被拒绝了。没有写入任何内容：{message}',
  'why.wroteNothing': '这是有人输入的命令。它没有写入任何内容。',
  'whynot.remedy': '{what}。',
  'console.manifest': '这是清单，不是命令：已在编辑器中打开。请在那里应用，或使用 kubectl apply -f。',
  'console.noFile': '编辑器中没有文件 {name}，只有：{files}',
  'console.noFile.none': '没有文件 {name}：编辑器是空的。请把清单粘贴到编辑器，或把文件拖到页面上。',
  'console.noFile.rename': '重命名 {file}',
  'console.inside': '{pod} 的容器 {container} 中的命令行；exit 或 Ctrl-D 离开',
} satisfies Record<keyof typeof english, string>;
