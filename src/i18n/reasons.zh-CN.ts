import { backOff, recommendation, rounded } from './arithmetic.ts';
import type { ReasonValues, RuleWords } from './reason-words.ts';
import type { reasonsEn } from './reasons.en.ts';
import { blockersZhCN } from './blockers.zh-CN.ts';

const recommended = (values: ReasonValues): string => ['建议', recommendation(values), '{recommended}'].filter(Boolean).join(' = ');
const wait = (values: ReasonValues): string => ['等待', backOff(values), '{backoff} s'].filter(Boolean).join(' = ');
const metric = ({ ratio }: ReasonValues): string => `{metric}：{usage}，目标 {goal}，比值 ${rounded(ratio)}`;
const counted = ({ cautiousRatio }: ReasonValues): readonly string[] => [
  '就绪 Pod = {ready}，未就绪 = {unready}，无指标 = {missing}',
  ...(typeof cautiousRatio === 'number' ? [`补上它们之后，比值 ${rounded(cautiousRatio)}`] : []),
];

/** The words of all reasons in Chinese: the same rules as in English, checked by the compiler. */
export const reasonsZhCN = {
  ...blockersZhCN,

  // ---- people
  'kubectl/command': { title: '{command}', text: '这是有人输入的命令。它所做的修改会唤醒正在监视的控制器。' },
  'apiserver/bootstrap': { title: '集群启动', text: 'API server 创建每个集群都有的 Namespace 和 PriorityClass。' },
  'catalogue/images': { title: '设定了镜像的行为', text: '{images} 的延迟与故障。' },
  'catalogue/chance': { title: '从这里起，随机结果不同', text: '新 Pod 的名称与 Node 按第 {seed} 种抽取。' },
  'catalogue/nodes-added': { title: 'Node 加入集群', text: '{nodes}' },
  'catalogue/node-deleted': { title: 'Node {node} 离开集群', text: '它的 Pod 无处可去，将被回收。' },
  'catalogue/node-down': { title: 'Node {node} 宕机', text: '它的 kubelet 停止：租约不再续期，其 Pod 的状态静止不变。' },
  'catalogue/node-up': { title: 'Node {node} 恢复', text: '它的 kubelet 重新上报。' },
  'catalogue/probe-succeeds': { title: '{pod} 的就绪探针从现在起成功' },
  'catalogue/probe-fails': { title: '{pod} 的就绪探针从现在起失败' },
  'load/set': { title: '负载改变', text: '{load}' },

  // ---- Deployment
  'deployment/create-replicaset': ({ maxSurge, surge }) => ({
    title: '为修订版本 {revision} 创建 ReplicaSet {name}',
    text: '还没有 ReplicaSet 使用这个 Pod 模板（{image}）。新的 ReplicaSet 一开始就拥有在旧 Pod 之外放得下的数量。',
    maths: [
      `总数上限 = {replicas} + ${typeof maxSurge === 'string' ? `ceil(${maxSurge} × {replicas})` : String(surge)} = {total}`,
      '旧 ReplicaSet 的 Pod = {have}',
      '可创建 = min({replicas}, {total} − {have}) = {create}',
    ],
  }),
  'deployment/rolled-back': {
    title: 'Deployment {name} 回到修订版本 {revision}',
    text: '有注解要求这样做：采用该修订版本的 ReplicaSet 的 Pod 模板，并移除注解。',
  },
  'deployment/new-set-annotated': {
    title: 'ReplicaSet {name} 现在是修订版本 {revision}',
    text: '已有使用这个 Pod 模板的 ReplicaSet：再次使用它，并给它最大的修订号。',
  },
  'deployment/hash-collision': {
    title: '两个 Pod 模板的哈希相同',
    text: '名称 {name} 已被另一个模板占用。冲突计数会加入哈希，下一个名称就不同了。',
    maths: ['冲突计数 = {collisionCount}'],
  },
  'deployment/scale': { title: '{name} 从 {from} 调整为 {to}', text: '副本数被修改，而只有这个 ReplicaSet 有 Pod：全部由它承担。' },
  'deployment/scale-up-new': ({ maxSurge, surge }) => ({
    title: '{name} 从 {from} 扩容到 {to}',
    text: '在上限之内放得下多少新 Pod 就创建多少。正在终止的 Pod 不计入。',
    maths: [
      `总数上限 = {replicas} + ${typeof maxSurge === 'string' ? `ceil(${maxSurge} × {replicas})` : String(surge)} = {total}`,
      '现有 Pod = {old} 旧 + {from} 新 = {have}',
      '可增加 = min({total} − {have}, {replicas} − {from}) = {add}',
    ],
  }),
  'deployment/scale-down-new': { title: '{name} 从 {from} 缩容到 {to}', text: '新 ReplicaSet 的 Pod 多于 Deployment 所要求的。' },
  'deployment/scale-down-old': ({ maxUnavailable, unavailable }) => ({
    title: '{name} 从 {from} 缩容到 {to}',
    text: '可用的 Pod 多于必须的数量：多出来的旧 Pod 可以离开。',
    maths: [
      `可用下限 = {replicas} − ${typeof maxUnavailable === 'string' ? `floor(${maxUnavailable} × {replicas})` : String(unavailable)} = {minAvailable}`,
      '当前可用 = {available}',
      '可移除 = min({available} − {minAvailable}, {from}) = {remove}',
    ],
  }),
  'deployment/clean-up-unhealthy': {
    title: '移除 {name} 的不可用 Pod：从 {from} 到 {to}',
    text: '不可用的旧 Pod 可以先走：不会损失可用性。',
    maths: ['此 ReplicaSet 中不可用 = {unhealthy}', '总共可移除 = {have} − {minAvailable} − {newUnavailable} = {room}'],
  },
  'deployment/scale-old-of-saturated': { title: '{name} 从 {from} 缩容到 0', text: '新 ReplicaSet 的 Pod 已全部可用：不再需要旧 Pod。' },
  'deployment/scale-proportionally': {
    title: '按比例调整所有 ReplicaSet',
    text: '在发布过程中修改了副本数：每个 ReplicaSet 按比例分担差额，余数归最大的那个。名称、之前、之后：{sets}',
    maths: ['允许的 Pod = {allowed}', '现有 Pod = {have}', '待分配 = {allowed} − {have} = {change}'],
  },
  'deployment/recreate-down': { title: '{name} 从 {from} 缩容到 0', text: 'Recreate 策略下，所有旧 Pod 消失之后才能出现第一个新 Pod。' },
  'deployment/recreate-up': { title: '{name} 从 {from} 扩容到 {to}', text: '已没有旧 Pod：所有新 Pod 可以同时出现。' },
  'deployment/complete': { title: '{name} 的发布完成', text: '全部 {replicas} 个副本都已更新且可用，旧 Pod 一个不剩。' },
  'deployment/deadline-exceeded': { title: '{name} 超过期限', text: '{deadline} s 内没有任何进展。Kubernetes 只是报告这一点：既不回滚，也不停止尝试。' },
  'deployment/clean-up': {
    title: '删除旧 ReplicaSet {name}',
    text: '不能再回退到它的修订版本。',
    maths: ['旧 ReplicaSet = {old}', 'revisionHistoryLimit = {limit}'],
  },

  // ---- ReplicaSet and ReplicationController
  'replicaset/create-pods': {
    title: '{name} 创建 {create} 个 Pod',
    text: '分批进行，只要创建成功就翻倍：1、2、4……',
    maths: ['缺少 = {replicas} − {have} = {create}'],
  },
  'replicaset/create-refused': { title: '{name} 无法创建 Pod', text: '{message}' },
  'replicaset/delete-pods': {
    title: '{name} 删除 {delete} 个 Pod',
    text: '优先顺序：未绑定 Node、Pending、未就绪、删除代价较低、所在 Node 上同类较多、就绪时间较短、重启较多、较新。',
    maths: ['多出 = {have} − {replicas} = {delete}'],
  },

  // ---- StatefulSet
  'statefulset/create-pod': { title: '{set} 创建 {pod}', text: '按顺序：序号 {ordinal} 之前的都已运行并就绪。', maths: ['副本数 = {replicas}'] },
  'statefulset/create-pods': { title: '{set} 创建 {create} 个 Pod', text: 'Parallel：Pod 之间互不等待。', maths: ['缺少 = {replicas} − {have} = {create}'] },
  'statefulset/replace-ended': { title: '{set} 替换 {pod}', text: '它已结束（{phase}）：删除后以同名重新创建。' },
  'statefulset/replace-outdated': {
    title: '{set} 替换 {pod}',
    text: '仍是旧修订版本的最大序号先走，直到 partition 为止。',
    maths: ['{from} → {to}', 'partition = {partition}'],
  },
  'statefulset/scale-down': { title: '{set} 删除 {pod}', text: '最大的序号先走，一次一个。', maths: ['副本数 = {replicas}', '之后还要删除 = {remaining}'] },
  'statefulset/scale-down-parallel': { title: '{set} 删除 {delete} 个 Pod', text: 'Parallel：超出副本数的序号同时离开。', maths: ['副本数 = {replicas}'] },
  'statefulset/rollout-complete': { title: '{set} 的发布完成', text: '全部 {replicas} 个 Pod 都是修订版本 {revision}。' },
  'statefulset/status': { title: '{set} 记录了它的统计', text: '无事可做。', maths: ['就绪 = {ready} / {replicas}', '已更新 = {updated}'] },
  'statefulset/being-deleted': { title: '{set} 正在被删除', text: '它不再创建或替换任何 Pod。' },
  'statefulset/on-delete': { title: '{set} 等待有人删除 Pod', text: 'OnDelete 策略下，Pod 被删除后才会得到新修订版本：还有 {outdated} 个是旧的。' },
  'statefulset/partition-holds': { title: 'partition 阻止了 {set}', text: '小于 {partition} 的序号保持原修订版本：还有 {outdated} 个是旧的。' },
  'statefulset/wait-for-stale-claim': { title: '{pod} 等待旧的卷声明消失', text: '该声明属于之前的 Pod，正在被删除。新 Pod 不能接手它。' },
  'statefulset/wait-until-gone': { title: '{set} 等待 {pod} 消失', text: '序号 {ordinal} 正在终止：名称空出来之后才能继续。' },
  'statefulset/wait-until-ready': { title: '{set} 等待 {pod} 就绪', text: '序号 {ordinal} 处于 {phase} 且未就绪：按顺序，其后的都不会创建。' },
  'statefulset/wait-until-available': { title: '{set} 等待 {pod} 可用', text: '序号 {ordinal} 已就绪 {readyForS} s，需要 {minReadySeconds} s。' },
  'statefulset/scale-down-waits-until-gone': { title: '{set} 的缩容等待 {pod} 消失', text: '一次一个序号：{ordinal} 仍在终止。' },
  'statefulset/scale-down-waits-until-ready': {
    title: '{set} 的缩容等待 {pod} 就绪',
    text: '序号 {ordinal} 处于 {phase} 且未就绪：有序的集合在更小的 Pod 不健康时不会缩容。',
  },
  'statefulset/scale-down-waits-until-available': {
    title: '{set} 的缩容等待 {pod} 可用',
    text: '序号 {ordinal} 已就绪 {readyForS} s，需要 {minReadySeconds} s。',
  },
  'statefulset/update-waits-until-gone': { title: '{set} 的更新等待 {pod} 消失', text: '一次一个序号：{ordinal} 仍在终止。' },
  'statefulset/update-waits-until-ready': { title: '{set} 的更新等待 {pod} 就绪', text: '序号 {ordinal} 处于 {phase} 且未就绪：之后才替换下一个更小的序号。' },
  'statefulset/update-waits-until-available': { title: '{set} 的更新等待 {pod} 可用', text: '序号 {ordinal} 已就绪 {readyForS} s，需要 {minReadySeconds} s。' },
  'statefulset/new-revision': { title: '{set} 有了新修订版本，编号 {number}', text: 'Pod 模板改变：以 ControllerRevision 保存。' },
  'statefulset/roll-back': { title: '{set} 回到修订版本 {revision}', text: '这个 Pod 模板以前出现过：它的 ControllerRevision 成为最新的编号 {number}。' },
  'statefulset/truncate-history': {
    title: '{set} 删除了 {delete} 个旧修订版本',
    text: '没有 Pod 使用它们，而且超出了保留数量。',
    maths: ['revisionHistoryLimit = {limit}'],
  },
  'statefulset/adopt-revision': { title: '收养了修订版本 {revision}', text: '它没有控制器，而标签与选择器匹配。' },
  'statefulset/adopt-pod': { title: '{set} 收养了 Pod {pod}', text: '它没有控制器，而标签与选择器匹配。' },
  'statefulset/release-pod': { title: '{set} 释放了 Pod {pod}', text: '它的标签不再与选择器匹配，或者名称不属于该集合。' },
  'statefulset/claim-owner': {
    title: '卷声明 {claim} 的属主改变',
    text: '保留策略决定它随 {pod} 还是随集合一起删除。',
    maths: ['whenDeleted = {whenDeleted}', 'whenScaled = {whenScaled}'],
  },
  'statefulset/correct-pod': { title: '修正 {pod}', text: '它的名称、标签或卷声明不符合集合的要求。' },

  // ---- DaemonSet
  'daemonset/create-pods': {
    title: '{daemonSet} 创建 {create} 个 Pod',
    text: '为每个应有而没有 Pod 的 Node 各创建一个，先从 {node} 开始。',
    maths: ['应运行的 Node = {desired}', '没有 Pod 的 = {missing}'],
  },
  'daemonset/delete-misplaced': {
    title: '{daemonSet} 删除 {delete} 个不该在那里的 Pod',
    text: 'nodeSelector、亲和性或污点不允许它在这些 Node 上运行。',
    maths: ['应运行的 Node = {desired}'],
  },
  'daemonset/delete-surplus': {
    title: '{daemonSet} 删除 {delete} 个多余的 Pod',
    text: '某个 Node 上多于一个，或者有失败的。',
    maths: ['应运行的 Node = {desired}'],
  },
  'daemonset/replace-outdated': {
    title: '{daemonSet} 替换 {delete} 个旧 Pod',
    text: 'Node 上的旧 Pod 先走，消失之后新的才来。',
    maths: ['允许不可用 = {maxUnavailable}', '当前不可用 = {unavailable}', '旧 Pod = {outdated}', '可替换 = {maxUnavailable} − {unavailable} = {delete}'],
  },
  'daemonset/replace-unavailable': {
    title: '{daemonSet} 删除 {delete} 个不可用的旧 Pod',
    text: '它们不提供服务：替换不会损失可用性。',
    maths: ['当前不可用 = {unavailable}', '允许不可用 = {maxUnavailable}'],
  },
  'daemonset/max-unavailable-reached': {
    title: '{daemonSet} 等待：不可用的 Pod 已达上限',
    maths: ['允许不可用 = {maxUnavailable}', '当前不可用 = {unavailable}', '剩余旧 Pod = {outdated}'],
  },
  'daemonset/surge': {
    title: '{daemonSet} 在旧 Pod 旁边创建 {create} 个新 Pod',
    text: '使用 surge 时新 Pod 先来，它可用之后旧 Pod 才走。',
    maths: ['允许超出 = {maxSurge}', '有两个 Pod 的 Node = {surging}', '旧 Pod = {outdated}'],
  },
  'daemonset/replaced': {
    title: '{daemonSet} 删除 {delete} 个已被替代的 Pod',
    text: '该 Node 的新 Pod 已可用。',
    maths: ['有两个 Pod 的 Node = {surging}', '旧 Pod = {outdated}'],
  },
  'daemonset/max-surge-reached': {
    title: '{daemonSet} 等待：有两个 Pod 的 Node 已达上限',
    maths: ['允许超出 = {maxSurge}', '有两个 Pod 的 Node = {surging}', '剩余旧 Pod = {outdated}'],
  },
  'daemonset/on-delete': { title: '{daemonSet} 等待有人删除 Pod', text: 'OnDelete 策略下，Pod 被删除后才会得到新修订版本：还有 {outdated} 个是旧的。' },
  'daemonset/status': { title: '{daemonSet} 记录了它的统计', text: '无事可做。', maths: ['就绪 = {ready} / {desired}', '已更新 = {updated}'] },
  'daemonset/adopt-pod': { title: '{daemonSet} 收养了 Pod {pod}', text: '它没有控制器，而标签与选择器匹配。' },
  'daemonset/release-pod': { title: '{daemonSet} 释放了 Pod {pod}', text: '它的标签不再与选择器匹配。' },
  'daemonset/new-revision': { title: '{daemonSet} 有了新修订版本，编号 {number}', text: 'Pod 模板改变：以 ControllerRevision 保存。' },
  'daemonset/roll-back': { title: '{daemonSet} 回到修订版本 {revision}', text: '这个 Pod 模板以前出现过：它的 ControllerRevision 成为最新的编号 {number}。' },
  'daemonset/truncate-history': {
    title: '{daemonSet} 删除了旧修订版本 {revision}',
    text: '没有 Pod 使用它，而且超出了保留数量。',
    maths: ['revisionHistoryLimit = {limit}'],
  },
  'daemonset/node-name': { title: '{daemonSet} 不在 {node} 上运行', text: '它的模板指定了 Node {nodeName}。' },
  'daemonset/node-selector': { title: '{daemonSet} 不在 {node} 上运行', text: '该 Node 没有标签 {label}。' },
  'daemonset/node-affinity': { title: '{daemonSet} 不在 {node} 上运行', text: '模板的节点亲和性不匹配。' },
  'daemonset/taint-keeps-off': { title: '{daemonSet} 不在 {node} 上启动', text: '它不容忍污点 {taint}。已在那里的 Pod 可以留下。' },
  'daemonset/taint-evicts': { title: '{daemonSet} 不在 {node} 上运行', text: '它不容忍污点 {taint}。' },

  // ---- autoscaling
  'hpa/scale-up': (values) => ({
    title: '{target} 从 {from} 扩容到 {to}',
    text: '指标高于目标。',
    maths: [metric(values), ...counted(values), recommended(values)],
  }),
  'hpa/scale-down': (values) => ({
    title: '{target} 从 {from} 缩容到 {to}',
    text: '指标低于目标。',
    maths: [metric(values), ...counted(values), recommended(values)],
  }),
  'hpa/steady': (values) => ({
    title: '{target} 保持规模',
    ...(values['metric'] ? { maths: [metric(values), ...counted(values), recommended(values)] } : {}),
  }),
  'hpa/stabilized': {
    title: '稳定窗口把数量保持在 {stabilized}',
    text: '窗口内另一个建议更有分量（{condition}）。',
    maths: ['当前建议 = {recommended}', '稳定之后 = {stabilized}'],
  },
  'hpa/limited': {
    title: '数量被限制为 {to}',
    text: '{condition}：自动伸缩的上下限或伸缩策略。',
    maths: ['稳定之后 = {stabilized}', 'minReplicas = {min}，maxReplicas = {max}，策略限制 = {rateLimit}', '结果 = {to}'],
  },
  'hpa/out-of-bounds': {
    title: '{target} 被带回限制之内：{from} 到 {to}',
    text: '副本数超出自动伸缩允许的范围：不询问任何指标。',
    maths: ['minReplicas = {min}', 'maxReplicas = {max}'],
  },
  'hpa/disabled': { title: '{target} 的自动伸缩已关闭', text: '目标有 0 个副本：在有人扩容之前，自动伸缩不动作。' },
  'hpa/no-scale': { title: '自动伸缩无法读取 {target} 的规模', text: '{error}' },
  'hpa/no-metrics': { title: '自动伸缩没有 {target} 的指标', text: '不做任何改变：{error}' },
  'hpa/no-rescale': { title: '自动伸缩未能调整 {target}', text: '{error}' },

  // ---- scheduler and Nodes
  'scheduler/bound': {
    title: '{pod} 绑定到 {node}',
    text: '在可以接收它的 Node 中，选得分最高的。',
    maths: ['询问的 Node = {nodes}', '合适的 Node = {feasible}', '{node} 的得分 = {score}'],
  },
  'scheduler/unschedulable': { title: '没有 Node 接收 {pod}', text: '{message}' },
  'events/series-written': {
    title: '重复的事件已计数',
    text: '再次出现的事件成为一个系列：第二次出现时写入计数，之后每半小时写一次，六分钟没有新增时再写最后一次。',
  },
  'scheduler/preempted': { title: '{pod} 在 {node} 上抢占', text: '它的优先级是 {priority}：优先级较低的 Pod 必须离开（{victims}）。' },
  'kubelet/accepted': { title: '{node} 接收了 {pod}', text: 'kubelet 看到了绑定并开始工作：拉取镜像，创建容器。' },
  'kubelet/synced': { title: '{node} 上报了 {pod}' },
  'kubelet/started': { title: '{pod} 的容器 {container} 开始运行', text: '拉取和创建用了 {seconds} s。' },
  'kubelet/restarted': { title: '{pod} 的容器 {container} 再次运行', text: '退避时间已过。', maths: ['重启次数 = {restarts}'] },
  'kubelet/startup-passed': { title: '{pod} 启动完成', text: '{container} 的启动探针通过：其他探针开始工作。' },
  'kubelet/ready': ({ probe }) => ({
    title: '{pod} 就绪',
    text: probe ? '{container} 的就绪探针已成功足够多次。' : '它的容器在运行，{container} 已启动 {seconds} s。从现在起 Service 会把请求发给它。',
  }),
  'kubelet/unready': { title: '{pod} 不再就绪', text: '{container} 的就绪探针失败次数过多：Service 不再把请求发给它。' },
  'kubelet/crashed': (values) => ({
    title: '{pod} 的容器 {container} 崩溃',
    text: '{backoff} s 后重新启动；每次等待加倍，最长五分钟。',
    maths: ['重启次数 = {restarts}', wait(values)],
  }),
  'kubelet/killed': (values) => ({
    title: 'kubelet 终止了 {pod} 的容器 {container}',
    text: '它的 {probe} 探针失败次数过多。{backoff} s 后重新启动。',
    maths: ['重启次数 = {restarts}', wait(values)],
  }),
  'kubelet/completed': { title: '{pod} 的容器 {container} 正常结束' },
  'kubelet/failed': { title: '{pod} 的容器 {container} 出错结束', text: '按重启策略，不再启动。' },
  'kubelet/image-pull-failed': { title: '{pod} 拉取不到镜像', text: '为 {container} 拉取 {image} 失败。kubelet 会一再尝试，发布在此期间一直等待。' },
  'kubelet/image-name-invalid': {
    title: '{image} 不是镜像名',
    text: '无法向任何仓库请求 {container} 的镜像。没有替换的占位符、空格或大写字母就是这样。',
  },
  'kubelet/config-failed': {
    title: '{pod} 缺少一部分配置',
    text: '{container} 的环境变量无法设置：{message}。kubelet 每 10 s 重试一次，发布在此期间一直等待。',
  },
  'kubelet/mount-failed': { title: '{pod} 缺少卷中的文件', text: '卷 {volume} 无法填充：{message}。在此之前不会启动任何容器。' },
  'kubelet/removed': { title: '{pod} 从 {node} 消失', text: '在被要求离开 {seconds} s 之后，它的容器已停止。' },
  'node-lifecycle/taints': { title: '{node} 的污点随其状况变化', maths: ['添加：{added}', '移除：{removed}'] },
  'node-lifecycle/unreachable': { title: '{node} 不再响应', text: '它的租约已有 {seconds} s 没有续期：状况变为 Unknown。' },
  'node-lifecycle/reachable': { title: '{node} 恢复响应' },
  'node-lifecycle/evict': { title: 'Pod 不能留在 {node}', text: '它得到污点 {taint}：容忍时间结束后 Pod 离开。' },
  'taint-eviction/evicted': { title: '{pod} 被逐出 {node}', text: '它（不再）容忍 {taints}。' },
  'taint-eviction/cancelled': { title: '{pod} 可以留下', text: '污点在容忍时间结束之前消失了。' },
  'pod-gc/orphaned': { title: '回收 {node} 的 Pod', text: '它们的 Node 已不存在：{pods}' },
  'pod-gc/out-of-service': { title: '回收 {node} 的 Pod', text: '该 Node 被标记为停止服务：{pods}' },

  // ---- around them
  'endpointslice/synced': {
    title: '{service} 的端点随其 Pod 变化',
    text: '就绪的 Pod 得到请求；正在离开或未就绪的得不到。',
    maths: ['就绪端点 = {ready} / {endpoints}'],
  },
  'garbage-collector/delete': ({ gone }) => ({
    title: '回收 {kind} {name}',
    text: gone ? '它的属主 {ownerKind} {owner} 已不存在。' : '它的属主 {ownerKind} {owner} 正在被删除，并在等它。',
  }),
  'garbage-collector/orphan': { title: '{kind} {name} 留下它的附属对象', text: '以 --cascade=orphan 删除：{dependents} 个对象失去属主，但会留下。' },
  'garbage-collector/foreground-done': { title: '{kind} {name} 可以离开', text: '以 --cascade=foreground 删除：它拥有的一切都已消失。' },
  'disruption/counted': {
    title: '预算 {budget} 允许 {allowed} 次中断',
    maths: ['健康 = {healthy} / {expected}', '必须健康 = {desired}', '允许 = max(0, {healthy} − {desired}) = {allowed}'],
  },
  'disruption/sync-failed': { title: '预算 {budget} 无法统计它的 Pod', text: '{error}' },
  'disruption/stale-condition': { title: '{pod} 最终没有被中断', text: '撤回预告中断的状况。' },
  'namespace/empty': { title: '清空 Namespace {namespace}', text: '它正在被删除：{deleted} 个对象先走。' },
  'namespace/finalize': { title: 'Namespace {namespace} 可以离开', text: '里面已经没有任何东西。' },
  'resourcequota/measure': { title: '统计配额 {quota}', text: '{resources} 种资源的使用量。' },
  'volume/provision': { title: '为 {claim} 创建卷 {volume}' },
  'volume/bind': { title: '卷声明 {claim} 绑定到 {volume}' },
  'volume/reclaim': { title: '{claim} 的卷 {volume} 被释放', text: '卷声明已消失。除非回收策略要求保留，卷也随之离开。' },
  'volume/available': { title: '卷 {volume} 可用', text: '没有卷声明绑定到它：它在等一个合适的卷声明。' },
  'volume/lost': { title: '卷声明 {claim} 失去了它的卷', text: '它绑定的卷不再属于它，它会一直处于 Lost 状态。' },
  'volume/unbound': { title: '卷 {volume} 可以离开', text: '没有卷声明再绑定到它。' },
  'volume/unused': { title: '卷声明 {claim} 可以离开', text: '没有 Pod 再使用它。' },

  // ---- what had no more to say than its status
  'deployment-controller/status': { title: 'Deployment 控制器记录了它的统计', text: '来自其 ReplicaSet 的副本、已更新、就绪和可用数。' },
  'replicaset-controller/status': { title: 'ReplicaSet 控制器记录了它的统计', text: '副本、就绪和可用数。' },
  'replication-controller/status': { title: 'ReplicationController 记录了它的统计', text: '副本、就绪和可用数。' },
  'statefulset-controller/status': { title: 'StatefulSet 控制器记录了它的统计' },
  'daemonset-controller/status': { title: 'DaemonSet 控制器记录了它的统计' },
  'horizontal-pod-autoscaler/status': { title: '自动伸缩记录了它的测量' },
  'default-scheduler/status': { title: '调度器记录了它的判定' },
  'kubelet/status': { title: 'kubelet 上报' },
  'endpoint-slice-controller/status': { title: 'EndpointSlice 已更新' },
  'generic-garbage-collector/status': { title: '垃圾回收器做了清理' },
  'disruption-controller/status': { title: '统计了预算' },
  'node-lifecycle-controller/status': { title: '更新了 Node 的状况' },
  'taint-eviction-controller/status': { title: '检查了污点' },
  'pod-garbage-collector/status': { title: '查找了滞留的 Pod' },
  'namespace-controller/status': { title: '检查了 Namespace' },
  'resourcequota-controller/status': { title: '统计了配额' },
  'persistentvolume-controller/status': { title: '匹配了卷与卷声明' },
  'pv-protection-controller/status': { title: '有卷声明绑定时，卷受保护' },
  'pvc-protection-controller/status': { title: '有 Pod 使用时，卷声明受保护' },
} satisfies Record<keyof typeof reasonsEn, RuleWords>;
