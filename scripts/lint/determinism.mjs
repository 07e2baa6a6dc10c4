/**
 * Bans that need more than a name: what would make two runs of one tape differ. Each message says what to use instead.
 * Loaded by oxlint through `jsPlugins`; the folders that it applies to stand in .oxlintrc.json.
 */
const noArgumentLessDate = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
        context.report({
          node,
          message: 'The engine has only virtual time: give `new Date` the milliseconds, from `context.now` and EPOCH_MS of kube/time.ts.',
        });
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date')
        context.report({ node, message: '`Date()` is the time of the machine: use `context.nowTime`, or kube/time.ts.' });
    },
  }),
};

const noAsync = {
  create(context) {
    const check = (node) => {
      if (node.async)
        context.report({
          node,
          message: 'Promises never settle in virtual time: write a generator that yields steps (cluster/controller.ts), or a plain function.',
        });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

export default { meta: { name: 'determinism' }, rules: { 'no-argument-less-date': noArgumentLessDate, 'no-async': noAsync } };
