import { reasonsZhCN } from './reasons.zh-CN.ts';
import type { Language } from './words.ts';
import { zhCN } from './zh-CN.ts';

export const language: Language = { texts: zhCN, reasons: reasonsZhCN };
