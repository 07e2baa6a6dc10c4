import type { blockersEn } from './blockers.en.ts';
import type { RuleWords } from './reason-words.ts';

/** The words of blockers and remedies in Chinese: the same rules as in English. */
export const blockersZhCN = {
  'blocked/paused': { title: '{name} 已暂停', text: '恢复之前，模板的修改会一直等待。' },
  'blocked/limits': {
    title: '{name} 在两个限制之间等待',
    text: '新 Pod 可用之前旧 Pod 不能走；旧 Pod 走之前新 Pod 放不下。',
    maths: ['可用 = {available}，必须 ≥ {minAvailable}', '总数 = {have}，最多 ≤ {total}'],
  },
  'blocked/create-refused': { title: '{name} 无法创建它的 Pod', text: '{message}' },
  'blocked/on-delete': { title: '{name} 等待有人删除 Pod', text: 'OnDelete：{old} 个 Pod 保持旧修订版本，直到有人删除它们。' },
  'blocked/partition': { title: '{name} 的 partition 阻止了 Pod', text: '小于 {partition} 的序号保持旧修订版本：{old} 个 Pod。' },
  'blocked/pod-terminating': { title: '{pod} 正在离开', text: '容器停止后位置才空出来。{pods} 个 Pod 处于这种状态。' },
  'blocked/pod-gated': { title: '{pod} 有调度门控', text: '门控移除之前，调度器不会处理它。' },
  'blocked/pod-unschedulable': { title: '没有 Node 接收 {pod}', text: '{message} {pods} 个 Pod 处于这种状态。' },
  'blocked/pod-starting': { title: '{pod} 正在启动', text: '只需等待。{pods} 个 Pod 处于这种状态。' },
  'blocked/pod-image-pull': { title: '{pod} 拉取不到镜像 {image}', text: '会一再尝试。{pods} 个 Pod 处于这种状态。' },
  'blocked/pod-crash-loop': { title: '{pod} 的容器 {container} 一再崩溃', text: '至今重启 {restarts} 次。{pods} 个 Pod 处于这种状态。' },
  'blocked/pod-not-ready': { title: '{pod} 在运行但未就绪', text: '一直等不到就绪。{pods} 个 Pod 处于这种状态。' },
  'blocked/pod-min-ready': { title: '{pod} 已就绪，但时间还不够', text: '经过 minReadySeconds 之后才算可用。{pods} 个 Pod 处于这种状态。' },
  'blocked/autoscaler': { title: '自动伸缩 {name} 无法动作', text: '{condition} 为 False（{cause}）：{message}' },
  'blocked/autoscaler-limit': {
    title: '自动伸缩 {name} 已到限制',
    text: '{cause}',
    maths: ['minReplicas = {minReplicas}，maxReplicas = {maxReplicas}', '期望 = {desired}'],
  },
  'blocked/node-not-ready': { title: 'Node {name} 未就绪', text: '{cause}' },
  'blocked/cordoned': { title: 'Node {name} 已禁止调度', text: '新 Pod 不会来；{pods} 个留在那里。' },
  'blocked/tainted': { title: 'Node {name} 有污点 {taint}', text: '只有容忍它的 Pod 会来。' },
  'blocked/budget': { title: '预算 {name} 不允许任何 Pod 离开', maths: ['健康 = {healthy} / {pods}', '必须健康 = {wanted}'] },

  'remedy/undo': { title: '回到上一个修订版本' },
  'remedy/resume': { title: '恢复发布' },
  'remedy/allow-unavailable': { title: '允许一个 Pod 不可用' },
  'remedy/delete-quota': { title: '删除配额' },
  'remedy/delete-pod': { title: '删除挡路的 Pod' },
  'remedy/delete-pods': { title: '删除旧修订版本的 Pod' },
  'remedy/undo-and-delete': { title: '回退，并删除坏掉的 Pod' },
  'remedy/partition': { title: '把 partition 降到 0' },
  'remedy/autoscaler-limit': { title: '移动自动伸缩的限制' },
  'remedy/uncordon': { title: '恢复 Node 的调度' },
  'remedy/untaint': { title: '移除污点' },
} satisfies Record<keyof typeof blockersEn, RuleWords>;
