import { type Mark, type TokenType, YamlScanner, YamlSyntaxError } from './yaml-scanner.ts';

/**
 * Whether libyaml can read a text, and what it says where it cannot. Models the parser of go.yaml.in/yaml/v2: its productions, without
 * what they produce. Like there, only the first document of the text is looked at; kubectl takes documents apart before.
 */
class YamlParser {
  private readonly anchors = new Set<string>();
  constructor(private readonly scanner: YamlScanner) {}

  private is(...types: readonly TokenType[]): boolean {
    return types.includes(this.scanner.peek().type);
  }

  private fail(message: string, context?: Mark): never {
    const { type, start } = this.scanner.peek();
    throw new YamlSyntaxError(message, start.line || (context?.line ?? 0), type === 'stream-end' ? (context ?? start) : start);
  }

  document(): void {
    while (this.is('document-end')) this.scanner.skip();
    if (this.is('directive', 'document-start')) {
      while (this.is('directive')) this.scanner.skip();
      if (!this.is('document-start')) this.fail('did not find expected <document start>');
      this.scanner.skip();
    }
    if (!this.is('directive', 'document-start', 'document-end', 'stream-end')) this.node(true, false);
    this.scanner.peek();
  }

  private node(block: boolean, indentless: boolean): void {
    const { start } = this.scanner.peek();
    let { type, name } = this.scanner.peek();
    if (type === 'alias') {
      this.scanner.skip();
      if (!this.anchors.has(name)) throw new YamlSyntaxError(`unknown anchor '${name}' referenced`, 0, start);
      return;
    }
    let properties = false;
    while (type === 'anchor' || type === 'tag') {
      if (type === 'anchor') this.anchors.add(name);
      properties = true;
      this.scanner.skip();
      const before: TokenType = type;
      ({ type, name } = this.scanner.peek());
      if (type === before) break;
    }
    if (indentless && type === 'block-entry') return this.indentlessSequence();
    if (type === 'scalar') return this.scanner.skip();
    if (type === 'flow-sequence-start') return this.flowSequence();
    if (type === 'flow-mapping-start') return this.flowMapping();
    if (block && type === 'block-sequence-start') return this.blockSequence();
    if (block && type === 'block-mapping-start') return this.blockMapping();
    if (!properties) this.fail('did not find expected node content', start);
  }

  private blockSequence(): void {
    const { start } = this.scanner.peek();
    this.scanner.skip();
    while (this.is('block-entry')) {
      this.scanner.skip();
      if (!this.is('block-entry', 'block-end')) this.node(true, false);
    }
    if (!this.is('block-end')) this.fail("did not find expected '-' indicator", start);
    this.scanner.skip();
  }

  /** A sequence that stands no deeper than the key that it belongs to. */
  private indentlessSequence(): void {
    while (this.is('block-entry')) {
      this.scanner.skip();
      if (!this.is('block-entry', 'key', 'value', 'block-end')) this.node(true, false);
    }
  }

  private blockMapping(): void {
    const { start } = this.scanner.peek();
    this.scanner.skip();
    while (this.is('key')) {
      this.scanner.skip();
      if (!this.is('key', 'value', 'block-end')) this.node(true, true);
      if (!this.is('value')) continue;
      this.scanner.skip();
      if (!this.is('key', 'value', 'block-end')) this.node(true, true);
    }
    if (!this.is('block-end')) this.fail('did not find expected key', start);
    this.scanner.skip();
  }

  private flowSequence(): void {
    const { start } = this.scanner.peek();
    this.scanner.skip();
    for (let first = true; !this.is('flow-sequence-end'); first = false) {
      if (!first) {
        if (!this.is('flow-entry')) this.fail("did not find expected ',' or ']'", start);
        this.scanner.skip();
      }
      if (this.is('key')) this.pair();
      else if (!this.is('flow-sequence-end')) this.node(false, false);
    }
    this.scanner.skip();
  }

  /** A mapping of one pair within a flow sequence. */
  private pair(): void {
    this.scanner.skip();
    if (this.is('value', 'flow-entry', 'flow-sequence-end')) this.scanner.skip();
    else this.node(false, false);
    if (!this.is('value')) return;
    this.scanner.skip();
    if (!this.is('flow-entry', 'flow-sequence-end')) this.node(false, false);
  }

  private flowMapping(): void {
    const { start } = this.scanner.peek();
    this.scanner.skip();
    for (let first = true; !this.is('flow-mapping-end'); first = false) {
      if (!first) {
        if (!this.is('flow-entry')) this.fail("did not find expected ',' or '}'", start);
        this.scanner.skip();
      }
      if (this.is('key')) this.flowPair();
      else if (!this.is('flow-mapping-end')) this.node(false, false);
    }
    this.scanner.skip();
  }

  private flowPair(): void {
    this.scanner.skip();
    if (!this.is('value', 'flow-entry', 'flow-mapping-end')) this.node(false, false);
    if (!this.is('value')) return;
    this.scanner.skip();
    if (!this.is('flow-entry', 'flow-mapping-end')) this.node(false, false);
  }
}

/** What is wrong with the syntax of one document, or undefined. */
export function syntaxProblem(text: string): YamlSyntaxError | undefined {
  try {
    new YamlParser(new YamlScanner(text)).document();
    return undefined;
  } catch (error) {
    if (error instanceof YamlSyntaxError) return error;
    throw error;
  }
}
