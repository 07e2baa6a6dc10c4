import { isMap, isSeq, parseAllDocuments, visit } from 'yaml';

/** Why a text was not formatted, and where; line and column count from 1. */
export interface FormatRefusal {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

const OPTIONS = { lineWidth: 0, indentSeq: false, flowCollectionPadding: false } as const;

/**
 * A manifest in kubectl's layout: two spaces, list entries under their key, comments and blank lines kept, empty documents left out.
 * A text with a syntax error is not touched; neither is one with YAML directives, whose meaning hangs on their place.
 */
export function formatYaml(text: string): string | FormatRefusal {
  if (/^%/m.test(text)) return text;
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  // Nothing, or comments alone.
  if (documents.length === 0) return text;
  for (const document of documents) {
    const [error] = document.errors;
    if (error) return { message: error.message.split(/ at line \d+|\n/, 1)[0] ?? '', line: error.linePos?.[0].line ?? 1, column: error.linePos?.[0].col ?? 1 };
    visit(document, {
      // `{app: web}` on one line stays there; what was spread over lines becomes a block.
      Collection: (_key, node) => {
        if ((isMap(node) || isSeq(node)) && node.flow && node.range && text.slice(node.range[0], node.range[1]).includes('\n')) node.flow = false;
      },
    });
  }
  return documents
    .map((document) =>
      document
        .toString(OPTIONS)
        .replace(/^---\n/, '')
        .replace(/\n\.\.\.\n$/, '\n'),
    )
    .filter((printed) => printed.trim() !== '')
    .join('---\n');
}
