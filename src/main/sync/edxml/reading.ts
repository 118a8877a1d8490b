/** Values out of a tree whose sender may have left out, misspelt or doubled anything; what was not right is noted. */
import { organIdSchema } from '../../../contracts/edxml.js';
import { type FaultCode, type FaultParams, type FaultValue, faultValue } from '../../../contracts/faults/index.js';
import { readDay, readTime } from './package.js';
import type { XmlNode } from './xml.js';

/** A person reads them; a package that is wrong everywhere is told so in as many lines. */
const mostNotes = 50;
const longestQuote = 100;

export class Notes {
  readonly #values: FaultValue[] = [];

  get values(): readonly FaultValue[] {
    return this.#values;
  }

  add(code: FaultCode, params: FaultParams = {}): void {
    if (this.#values.length >= mostNotes) return;
    const short = Object.entries(params).map(([key, value]) => [
      key,
      typeof value === 'string' ? [...value].slice(0, longestQuote).join('') : value,
    ]);
    const note = faultValue(code, Object.fromEntries(short));
    if (!this.#values.some(({ vi }) => vi === note.vi)) this.#values.push(note);
  }
}

const nothing: XmlNode = { name: '', attributes: new Map(), children: [], text: '' };

/** Whether a node has one of these names: senders disagree about capitals (`OrganID`, `edXmlHeader`). */
export const isNamed = (node: XmlNode, ...names: string[]): boolean =>
  names.some((name) => name.length === node.name.length && name.toLowerCase() === node.name.toLowerCase());

/** The first child of one of these names; an empty node where there is none. */
export const child = (node: XmlNode, ...names: string[]): XmlNode =>
  node.children.find((one) => isNamed(one, ...names)) ?? nothing;

export const childrenOf = (node: XmlNode, name: string): XmlNode[] => node.children.filter((one) => isNamed(one, name));

/** The first node, from the outside in document order, that fits. */
export const find = (node: XmlNode, fits: (node: XmlNode) => boolean): XmlNode | null => {
  if (fits(node)) return node;
  for (const one of node.children) {
    const found = find(one, fits);
    if (found !== null) return found;
  }
  return null;
};

export const findAll = (node: XmlNode, name: string): XmlNode[] =>
  isNamed(node, name) ? [node] : node.children.flatMap((one) => findAll(one, name));

/** The text of a child; undefined where it is missing or empty. */
export const text = (node: XmlNode, ...names: string[]): string | undefined => {
  const value = child(node, ...names).text;
  return value === '' ? undefined : value;
};

/** Reads the text of a child with `read`; what it cannot read is noted under the name `part`, which a clerk knows. */
const parsed = <T>(
  node: XmlNode,
  name: string,
  part: string,
  notes: Notes,
  read: (value: string) => T | null,
): T | undefined => {
  const value = text(node, name);
  if (value === undefined) return undefined;
  const result = read(value);
  if (result === null) notes.add('edxml.value-unclear', { part, value });
  return result ?? undefined;
};

export const day = (node: XmlNode, name: string, part: string, notes: Notes): string | undefined =>
  parsed(node, name, part, notes, readDay);

export const time = (node: XmlNode, name: string, part: string, notes: Notes): string | undefined =>
  parsed(node, name, part, notes, readTime);

export const count = (node: XmlNode, name: string, part: string, notes: Notes): number | undefined =>
  parsed(node, name, part, notes, (value) => (/^\d{1,9}$/.test(value) ? Number(value) : null));

/** An office's code is kept however it looks; an unusual one is noted. */
export const organId = (node: XmlNode, notes: Notes): string | undefined => {
  const value = text(node, 'OrganId');
  if (value !== undefined && !organIdSchema.safeParse(value).success) notes.add('edxml.organ-id-unusual', { value });
  return value;
};
