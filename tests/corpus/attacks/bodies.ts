/** Bodies of PDF objects as text, and changes of their entries. */

/** Bodies of objects by number, without `obj` and `endobj`. */
export type Bodies = Readonly<Record<number, string>>;

/** A stream object's body; `entries` as they stand in its dictionary. */
export const stream = (data: string, entries = ''): string =>
  `<<${entries}/Length ${data.length}>>\nstream\n${data}\nendstream`;

/** A Form XObject that shows one line of text, or a box where `paint` is given. */
export const form = (data: string, box = '[0 0 100 20]', entries = '/Resources<</Font<</F1 7 0 R>>>>'): string =>
  stream(data, `/Type/XObject/Subtype/Form/BBox${box}${entries}`);

export const textLine = (text: string): string => `BT /F1 12 Tf 2 5 Td (${text}) Tj ET`;

/** The end of the value that begins at `at` in the source text of a dictionary. */
const valueEnd = (body: string, at: number): number => {
  const open = /^\s*(<<|\[|\(|<)/.exec(body.slice(at));
  if (open === null) return at + (/^\s*(\d+ \d+ R|\/?[^\s/<>[\]()]+)/.exec(body.slice(at))?.[0].length ?? 0);
  let depth = 0;
  for (let i = at; i < body.length; i++) {
    const two = body.slice(i, i + 2);
    if (two === '<<' || two === '>>') {
      depth += two === '<<' ? 1 : -1;
      i++;
    } else if ('[(<'.includes(body[i] ?? ' ')) depth++;
    else if ('])>'.includes(body[i] ?? ' ')) depth--;
    else continue;
    if (depth === 0) return i + 1;
  }
  throw new Error(`no end of the value in ${body}`);
};

/** The body with an entry of its outer dictionary added, replaced, or (null) dropped. Keys are unique in the bodies here. */
export const put = (body: string, key: string, value: string | null): string => {
  const found = new RegExp(`/${key}(?![A-Za-z])`).exec(body);
  const text = value === null ? '' : `/${key} ${value}`;
  if (found === null) return body.replace('<<', `<<${text}`);
  const end = valueEnd(body, found.index + found[0].length);
  return `${body.slice(0, found.index)}${text}${body.slice(end)}`;
};

/** The items of an array entry as text, with more appended. */
export const append = (body: string, key: string, ...items: readonly string[]): string => {
  const found = new RegExp(`/${key}\\s*\\[([^\\]]*)\\]`).exec(body);
  return put(body, key, `[${[found?.[1]?.trim() ?? '', ...items].join(' ')}]`);
};
