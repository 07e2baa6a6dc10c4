import type { scaleWords as english } from './en.scale.ts';

/** 关于大量对象的文字。 */
export const scaleWords: Readonly<Record<keyof typeof english, string>> = {
  'example.huge': '一千个 Node 上的一万个 Pod',
  'example.huge.detail': '再放大十倍：Pod 由画布绘制，Node 成组排列。',
  'canvas.progress': '正在模拟',
  'canvas.progress.detail': '已有 {length} 帧，到 t = {seconds} s',
};
