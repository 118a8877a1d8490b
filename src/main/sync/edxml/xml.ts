/** XML of unknown origin as a tree, and ours as text. */
import { SaxesParser } from 'saxes';
import { Fault } from '../../../contracts/faults/index.js';

export interface XmlNode {
  /** Without prefix: senders disagree about them. */
  readonly name: string;
  /** By their names without prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Without the white space around it. */
  readonly text: string;
}

interface OpenNode extends XmlNode {
  readonly children: XmlNode[];
  readonly pieces: string[];
  text: string;
}

/** Packages hold tables of contents, not data: real ones have a few hundred elements, ten deep. */
const deepest = 32;
const mostNodes = 200_000;

const localName = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

/** Builds the tree; holds nothing but what it makes. */
class TreeBuilder {
  readonly #parser = new SaxesParser();
  readonly #open: OpenNode[] = [];
  #nodes = 0;
  #root: XmlNode | null = null;

  constructor() {
    const parser = this.#parser;
    // Entities of its own are the whole danger of XML, and no package needs a DTD.
    parser.on('doctype', () => {
      throw new Fault('edxml.unsafe');
    });
    parser.on('error', (cause) => {
      throw new Fault('edxml.malformed', { line: parser.line }, { cause });
    });
    parser.on('opentag', ({ name, attributes }) => this.#begin(name, Object.entries(attributes)));
    parser.on('text', (text) => this.#open.at(-1)?.pieces.push(text));
    parser.on('cdata', (text) => this.#open.at(-1)?.pieces.push(text));
    parser.on('closetag', () => this.#end());
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  finish(): XmlNode {
    this.#parser.close();
    if (this.#root === null) throw new Fault('edxml.malformed', { line: 1 });
    return this.#root;
  }

  #begin(name: string, attributes: readonly (readonly [string, string])[]): void {
    this.#nodes += 1;
    if (this.#open.length >= deepest || this.#nodes > mostNodes) throw new Fault('edxml.unsafe');
    const named = new Map(attributes.map(([key, value]) => [localName(key), value]));
    this.#open.push({ name: localName(name), attributes: named, children: [], pieces: [], text: '' });
  }

  #end(): void {
    const node = this.#open.pop();
    if (node === undefined) return;
    node.text = node.pieces.join('').trim();
    node.pieces.length = 0;
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = node;
    else parent.children.push(node);
  }
}

/** By the mark at the beginning: programs that write "utf-16" into the declaration mostly store UTF-8. */
const decoderOf = (first: Uint8Array) => {
  const [a, b] = first;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  return new TextDecoder('utf-8', { fatal: true });
};

/**
 * Reads a stream of bytes (UTF-8, or UTF-16 with its mark) as XML without DTD. Faults: `edxml.malformed`, `.unsafe`;
 * what the stream throws passes through.
 */
export const parseXml = async (chunks: AsyncIterable<Uint8Array>): Promise<XmlNode> => {
  const builder = new TreeBuilder();
  let decoder: TextDecoder | null = null;
  let begun = false;
  const decode = (chunk?: Uint8Array): string => {
    decoder ??= decoderOf(chunk ?? new Uint8Array());
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new Fault('edxml.malformed', { line: 1 }, { cause });
    }
  };
  for await (const chunk of chunks) {
    const text = decode(chunk);
    // Some programs leave an empty line before the declaration, where XML 1.0 section 2.8 allows nothing.
    builder.write(begun ? text : text.trimStart());
    begun ||= text.trimStart() !== '';
  }
  builder.write(decode());
  return builder.finish();
};

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Readers would make a line feed of it (XML 1.0 section 2.11).
  '\r': '&#xD;',
};

const escaped = (text: string): string => text.replace(/[&<>"\r]/g, (letter) => escapes[letter] ?? letter);

/** Children of an element: a value, elements, or nothing where the value is not known. */
export type Content = string | number | undefined | readonly (string | null)[];

/**
 * One element as text; null for a value that is not known, so that its element is left out. Fault
 * `edxml.draft-refused` for letters that XML 1.0 cannot carry (section 2.2).
 */
export const element = (
  name: string,
  content: Content,
  attributes: Readonly<Record<string, string>> = {},
): string | null => {
  if (content === undefined) return null;
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const start = `${name}${head.join('')}`;
  if (typeof content === 'object') {
    const children = content.filter((child) => child !== null).join('');
    return children === '' ? `<${start}/>` : `<${start}>${children}</${name}>`;
  }
  const text = String(content);
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    throw new Fault('edxml.draft-refused', { fields: localName(name) });
  return `<${start}>${escaped(text)}</${name}>`;
};
