import type { insideWords as english } from './en.inside.ts';

/** 控制台中有关文件和容器的文字。 */
export const insideWords = {
  'console.inside': '{pod} 的容器 {container} 中的命令行；exit 或 Ctrl-D 离开',
  'console.manifest': '这是清单，不是命令：已在编辑器中打开。请在那里应用，或使用 kubectl apply -f。',
  'console.noFile': '编辑器中没有文件 {name}，只有：{files}',
  'console.noFile.none': '没有文件 {name}：编辑器是空的。请把清单粘贴到编辑器，或把文件拖到页面上。',
  'console.noFile.rename': '重命名 {file}',
} satisfies Record<keyof typeof english, string>;
