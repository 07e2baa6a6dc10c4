import type { blockersEn } from './blockers.en.ts';
import type { RuleWords } from './reason-words.ts';

/** 已知时：何时发生。 */
const when = (values: { readonly at?: unknown }, before: string): string =>
  values.at === null || values.at === undefined ? '' : `${before} t = {at} s（还有 {left} s）。`;
const count = '{pods} 个 Pod 处于这种状态。';

/** The words of blockers and remedies in Chinese: the same rules as in English. */
export const blockersZhCN = {
  'blocked/paused': { title: '{name} 已暂停', text: '恢复之前，模板的修改会一直等待。' },
  'blocked/limits': {
    title: '{name} 在两个限制之间等待',
    text: '新 Pod 可用之前旧 Pod 不能走；旧 Pod 走之前新 Pod 放不下。',
    maths: ['可用 = {available}，必须 ≥ {minAvailable}', '总数 = {have}，最多 ≤ {total}'],
  },
  'blocked/deadline': {
    title: '{name} 必须有进展',
    text: '如果到 t = {at} s（还有 {left} s）仍无好转，Kubernetes 会报告超时，除此之外什么也不做。',
    maths: ['期限 = {since} s + {deadline} s = {at} s'],
  },
  'blocked/deadline-passed': { title: '{name} 已超时', text: '{deadline} s 内没有进展。Kubernetes 只报告此事：既不回退，也不停止尝试。' },
  'blocked/create-refused': { title: '{name} 无法创建它的 Pod', text: '{message}', maths: ['缺少 = {missing}'] },
  'blocked/on-delete': { title: '{name} 等待有人删除 Pod', text: 'OnDelete：{old} 个 Pod 保持旧修订版本，直到有人删除它们。' },
  'blocked/partition': { title: '{name} 的 partition 阻止了 Pod', text: '小于 {partition} 的序号保持旧修订版本：{old} 个 Pod。' },

  'blocked/pod-terminating': (values) => ({ title: '{pod} 正在离开', text: `容器停止后位置才空出来。${when(values, '停止的时间：')}${count}` }),
  'blocked/pod-stranded': { title: '{pod} 无法结束', text: `已要求它离开，但 {down} 的 kubelet 不在了，别人无权宣布容器已停止。${count}` },
  'blocked/pod-node-down': { title: '{down} 的 kubelet 不在了', text: `没有人启动 {pod}，也没有人报告它的状态。${count}` },
  'blocked/pod-gated': { title: '{pod} 有调度门控', text: `门控移除之前，调度器不会处理它：{gates}。${count}` },
  'blocked/pod-unschedulable': { title: '没有 Node 接收 {pod}', text: `{message} ${count}` },
  'blocked/pod-starting': (values) => ({ title: '{pod} 正在启动', text: `只需等待。${when(values, '下一步：')}${count}` }),
  'blocked/pod-image-pull': (values) => ({
    title: '{pod} 拉取不到镜像 {image}',
    text: `kubelet 会一再尝试，间隔每次加倍，最长 300 s。${when(values, '下一次尝试：')}${count}`,
  }),
  'blocked/pod-image-name': {
    title: '{pod} 的镜像名无效',
    text: `无法向任何仓库请求 {image}：{problem}。没有替换的占位符就是这样。${count}`,
  },
  'blocked/pod-config': {
    title: '{pod} 在等待它的配置',
    text: `容器 {container} 的环境变量无法设置：{message}。kubelet 每 10 s 重试一次。${count}`,
  },
  'blocked/pod-mount': {
    title: '{pod} 在等待卷中的文件',
    text: `卷 {volume} 无法填充：{message}。在此之前不会启动任何容器。${count}`,
  },
  'blocked/pod-crash-loop': (values) => ({
    title: '{pod} 的容器 {container} 一再崩溃',
    text: `至今重启 {restarts} 次；每次等待加倍，最长 300 s。${when(values, '再次启动：')}${count}`,
  }),
  'blocked/pod-getting-ready': (values) => ({ title: '{pod} 在运行，尚未就绪', text: `只需等待。${when(values, '再次查看：')}${count}` }),
  'blocked/pod-not-ready': ({ byHand }) => ({
    title: '{pod} 在运行但未就绪',
    text: `${byHand ? '它的就绪探针失败：文件 /tmp/ready 被删除了。' : '它的程序从不回应就绪探针，等待不会有改变。'}${count}`,
  }),
  'blocked/pod-min-ready': {
    title: '{pod} 已就绪，但时间还不够',
    text: `在 t = {at} s（还有 {left} s）才算可用。${count}`,
    maths: ['可用时间 = {readySince} s + minReadySeconds {minReadySeconds} s = {at} s'],
  },
  'blocked/refuses': ({ preStop }) => ({
    title: '{pod} 拒绝请求',
    text: `它的程序在 t = {signal} s 收到停止信号（SIGTERM），但每个 Node 都要得知它已离开 {service} 的端点，这需要 {delay} s：直到 t = {at} s 仍有请求到来并失败。${
      preStop ? '' : '睡眠时间更长的 preStop 钩子会推迟 SIGTERM，直到不再有请求到来。'
    }共 {pods} 个 Pod。`,
    maths: ['SIGTERM = 删除 + preStop {preStop} s = {signal} s', '不再有请求 = 删除 + {delay} s = {at} s'],
  }),

  'blocked/autoscaler': { title: '自动伸缩 {name} 无法动作', text: '{condition} 为 False（{cause}）：{message}' },
  'blocked/autoscaler-metrics': (values) => ({
    title: '自动伸缩 {name} 还没有可读的指标',
    text: `它的 Pod 在运行，但时间还不够：一次测量覆盖就绪 Pod 的 {window} s。${when(values, '再次查看：')}`,
  }),
  'blocked/autoscaler-no-pods': {
    title: '自动伸缩 {name} 没有可读的指标',
    text: '{target} 的 {pods} 个 Pod 都没有运行，而没有运行就无法测量。它们在等什么，它就在等什么。',
  },
  'blocked/autoscaler-zero': { title: '自动伸缩 {name} 在休息', text: '{target} 有 0 个副本：自动伸缩因此关闭，直到有人扩容。' },
  'blocked/autoscaler-limit': {
    title: '自动伸缩 {name} 已到限制',
    text: '{cause}',
    maths: ['指标的建议 = {recommended}', 'minReplicas = {minReplicas}，maxReplicas = {maxReplicas}', '期望 = {desired}'],
  },
  'blocked/autoscaler-rate': { title: '自动伸缩 {name} 已达最快速度', text: '策略限制每一步（{cause}）：下次查看时从这里继续。', maths: ['期望 = {desired}'] },
  'blocked/autoscaler-tolerance': {
    title: '用量与目标足够接近',
    text: '在容差之内不伸缩。',
    maths: ['{metric}：{usage} / {goal}，比值 {ratio}', '{low} ≤ {ratio} ≤ {high}'],
  },
  'blocked/autoscaler-window': (values) => ({
    title: '稳定窗口把数目保持在 {stabilized}',
    text: `最近 {window} s 的所有建议中，最谨慎的一个算数。${when(values, '最后一个起作用的建议离开窗口：')}`,
    maths: ['现在的建议 = {recommended}', '稳定之后 = {stabilized}'],
  }),
  'blocked/autoscaler-sync': { title: '自动伸缩 {name} 会再次查看', text: '每 15 s 一次：下一次在 t = {at} s（还有 {left} s）。' },

  'blocked/node-down': { title: '{name} 的 kubelet 不在了', text: '自 t = {since} s 起没有更新租约：那里什么都不会启动或结束。{pods} 个 Pod 绑定在上面。' },
  'blocked/node-lease': {
    title: '集群还不知道 {name} 已不在',
    text: '最后一次租约仍然有效。在 t = {at} s（还有 {left} s）它的状况变为 Unknown，它的 Pod 变为未就绪。',
    maths: ['租约 + 宽限期 = {since} s + {graceSeconds} s'],
  },
  'blocked/node-evicts': {
    title: 'Pod 还可以在 {name} 上停留一段时间',
    text: '它们在若干秒内容忍这个污点（tolerationSeconds，默认 300）。第一个在 t = {at} s（还有 {left} s）被驱逐。',
  },
  'blocked/node-not-ready': { title: 'Node {name} 未就绪', text: '它的 kubelet 回来了，下一次报告会说明。{cause}' },
  'blocked/cordoned': { title: 'Node {name} 已禁止调度', text: '新 Pod 不会来；{pods} 个留在那里。' },
  'blocked/tainted': { title: 'Node {name} 有污点 {taint}', text: '只有容忍它的 Pod 会来。' },
  'blocked/budget': ({ waits }) => ({
    title: '预算 {name} 不允许任何 Pod 离开',
    ...(waits ? { text: '它的另一个 Pod 健康之后，就可以放走一个。' } : {}),
    maths: ['健康 = {healthy} / {pods}', '必须健康 = {wanted}', '可以离开 = max(0, {healthy} − {wanted}) = {allowed}'],
  }),
  'blocked/drain': ({ waits }) => ({
    title: '预算 {name} 把 {pod} 留在 {node} 上',
    text: waits ? '它的另一个 Pod 健康之后，就可以驱逐一个：drain 每 5 s 尝试一次。' : '无论 drain 尝试多少次，驱逐都会被拒绝。',
    maths: ['健康 = {healthy} / {pods}', '必须健康 = {wanted}', '可以离开 = max(0, {healthy} − {wanted}) = {allowed}'],
  }),

  'blocked/service-no-pods': { title: 'Service {name} 没有选中任何 Pod', text: '没有 Pod 带有标签 {selector}：每个请求都会失败。' },
  'blocked/service-port': {
    title: 'Service {name} 发往一个没有人提供的端口',
    text: '它的 targetPort 是名字 {port}，而它的 {pods} 个就绪 Pod 的容器都没有这个名字的端口：它们不在端点之中。',
  },
  'blocked/claim-pending': { title: 'PVC {name} 在等它的卷', text: '只需等待。' },
  'blocked/claim-consumer': { title: 'PVC {name} 在等 Pod', text: '它的 StorageClass {class} 要等调度器为使用它的 Pod 选好 Node 之后才给它卷。' },
  'blocked/claim-unmet': { title: 'PVC {name} 找不到卷', text: '没有空闲的卷适合它，也不会为它新建卷。' },
  'blocked/claim-volume': ({ exists }) => ({
    title: 'PVC {name} 指名要卷 {volume}',
    text: exists ? '那个卷不是它的。' : '没有这个卷，而指名的 PVC 不会得到新建的卷。',
  }),
  'blocked/claim-in-use': {
    title: 'PVC {name} 仍在使用中',
    text: '它正在被删除，但受到保护（pvc-protection），直到 {pods} 个 Pod 不再使用它，首先是 {pod}。',
  },
  'blocked/finalizers': {
    title: '{kind} {name} 还不能离开',
    text: '它正在被删除，但必须先由放置者移除它的终结器：{finalizers}。这里没有人这样做。',
  },
  'blocked/dependents': { title: '{kind} {name} 在等它拥有的对象', text: '以 --cascade=foreground 删除：{dependents} 个对象要先离开。' },
  'blocked/namespace': { title: 'Namespace {name} 不是空的', text: '它正在被删除：{objects} 个对象要先离开。' },

  'remedy/undo': { title: '回到上一个修订版本' },
  'remedy/resume': { title: '恢复发布' },
  'remedy/allow-unavailable': { title: '允许一个 Pod 不可用' },
  'remedy/raise-quota': { title: '提高配额' },
  'remedy/delete-quota': { title: '删除配额' },
  'remedy/delete-pod': { title: '删除挡路的 Pod' },
  'remedy/delete-pods': { title: '删除旧修订版本的 Pod' },
  'remedy/delete-users': { title: '删除使用它的 Pod' },
  'remedy/force-delete': { title: '不等 Node，直接删除 Pod' },
  'remedy/undo-and-delete': { title: '回退，并删除坏掉的 Pod' },
  'remedy/partition': { title: '把 partition 降到 0' },
  'remedy/autoscaler-limit': { title: '移动自动伸缩的限制' },
  'remedy/set-requests': { title: '让容器声明资源请求' },
  'remedy/scale-up': { title: '扩容' },
  'remedy/scale-down': { title: '缩减到已有位置的数目' },
  'remedy/fewer-requests': { title: '只请求现有的资源' },
  'remedy/add-node': { title: '让另一个 Node 加入' },
  'remedy/label-node': { title: '给 Node 加上标签' },
  'remedy/spread-anyway': { title: '尽量分散，而不是完全不调度' },
  'remedy/create-claim': { title: '创建 PVC' },
  'remedy/create-configuration': { title: '创建缺少的内容，值为空' },
  'remedy/recreate-claim': { title: '重新创建 PVC，不指名卷' },
  'remedy/open-gates': { title: '移除调度门控' },
  'remedy/make-ready': { title: '让就绪探针重新成功' },
  'remedy/other-image': { title: '换一个能运行的镜像' },
  'remedy/start-kubelet': { title: '启动 kubelet' },
  'remedy/uncordon': { title: '恢复 Node 的调度' },
  'remedy/untaint': { title: '移除污点' },
  'remedy/loosen-budget': { title: '放宽预算' },
  'remedy/set-selector': { title: '选中现有的 Pod' },
  'remedy/target-port': { title: '发往现有的端口' },
  'remedy/remove-finalizers': { title: '移除终结器' },
} satisfies Record<keyof typeof blockersEn, RuleWords>;
