/** The structures and named types of one Go source file of the Kubernetes API, with tags and the first sentences of comments. */
export function goFile(text) {
  const structs = new Map();
  const named = new Map();
  const lines = text.split('\n');
  let comment = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const trimmed = line.trim();
    if (trimmed.startsWith('//')) {
      comment.push(trimmed.slice(2).trim());
      continue;
    }
    const struct = /^type (\w+) struct \{$/.exec(line);
    if (struct) {
      const end = lines.indexOf('}', i);
      structs.set(struct[1], { doc: firstSentence(comment), fields: fieldsOf(lines.slice(i + 1, end)) });
      i = end;
    }
    const plain = /^type (\w+) =? ?([\w.[\]*]+)$/.exec(line);
    if (plain) named.set(plain[1], { type: plain[2] });
    if (trimmed !== '' || comment.length) comment = [];
  }
  return { structs, named };
}

function fieldsOf(lines) {
  const fields = [];
  let comment = [];
  for (const line of lines) {
    const trimmed = line.trim();
    if (trimmed.startsWith('//')) {
      comment.push(trimmed.slice(2).trim());
      continue;
    }
    const tagged = /^(?:(\w+)\s+)?([\w.[\]*]+)(?:\s+`(.*)`)?(?:\s*\/\/.*)?$/.exec(trimmed);
    if (tagged && trimmed !== '') {
      const [, name, type, tagText = ''] = tagged;
      const tags = Object.fromEntries([...tagText.matchAll(/(\w+):"([^"]*)"/g)].map(([, key, value]) => [key, value]));
      const embedded = name === undefined;
      fields.push({
        name: name ?? type.split('.').at(-1),
        type,
        json: tags.json,
        tags,
        embedded,
        optional: comment.includes('+optional'),
        doc: firstSentence(comment),
      });
    }
    comment = [];
  }
  return fields;
}

/** The first sentence of a comment, without markers. */
function firstSentence(comment) {
  const text = comment
    .filter((part) => !part.startsWith('+') && !part.startsWith('---'))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  const end = text.search(/\.(\s|$)/);
  return end < 0 ? text : text.slice(0, end + 1);
}
