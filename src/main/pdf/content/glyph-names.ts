/** What the names of glyphs mean (ISO 32000-2 9.6.5; Adobe Glyph List specification, section 2). */

const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ' ': 'space nbspace nonbreakingspace',
    '!': 'exclam',
    '"': 'quotedbl',
    '#': 'numbersign',
    $: 'dollar',
    '%': 'percent',
    '&': 'ampersand',
    "'": 'quotesingle',
    '(': 'parenleft',
    ')': 'parenright',
    '*': 'asterisk',
    '+': 'plus',
    ',': 'comma',
    '-': 'hyphen sfthyphen softhyphen',
    '.': 'period',
    '/': 'slash',
    ':': 'colon',
    ';': 'semicolon',
    '<': 'less',
    '=': 'equal',
    '>': 'greater',
    '?': 'question',
    '@': 'at',
    '[': 'bracketleft',
    '\\': 'backslash',
    ']': 'bracketright',
    '^': 'asciicircum',
    _: 'underscore',
    '`': 'grave',
    '{': 'braceleft',
    '|': 'bar',
    '}': 'braceright',
    '~': 'asciitilde',
    '0': 'zero',
    '1': 'one',
    '2': 'two',
    '3': 'three',
    '4': 'four',
    '5': 'five',
    '6': 'six',
    '7': 'seven',
    '8': 'eight',
    '9': 'nine',
    '\u2013': 'endash',
    '\u2014': 'emdash',
    '\u2022': 'bullet',
    '\u2026': 'ellipsis',
    '\u2018': 'quoteleft',
    '\u2019': 'quoteright',
    '\u201c': 'quotedblleft',
    '\u201d': 'quotedblright',
    '\u00ab': 'guillemotleft',
    '\u00bb': 'guillemotright',
    '\u2212': 'minus',
    '\u00b0': 'degree',
    '\u00b1': 'plusminus',
    '\u00d7': 'multiply',
    '\u00f7': 'divide',
    '\u00a7': 'section',
    '\u00b6': 'paragraph',
    '\u00b7': 'periodcentered middot',
    '\u00a9': 'copyright',
    '\u00ae': 'registered',
    '\u2122': 'trademark',
    '\u20ab': 'dong',
    '\u20ac': 'Euro',
    '\u00a3': 'sterling',
    '\u00a5': 'yen',
    '\u0111': 'dcroat dmacron',
    '\u0110': 'Dcroat Dslash',
    '\u00d0': 'Eth',
    '\u00f0': 'eth',
    '\u00e6': 'ae',
    '\u00c6': 'AE',
    '\u0153': 'oe',
    '\u0152': 'OE',
    '\u00f8': 'oslash',
    '\u00d8': 'Oslash',
    '\u00df': 'germandbls',
    '\u0131': 'dotlessi',
    ff: 'ff',
    fi: 'fi',
    fl: 'fl',
    ffi: 'ffi',
    ffl: 'ffl',
  }).flatMap(([text, names]) => names.split(' ').map((name) => [name, text] as const)),
);

const ACCENTS = {
  acute: '\u0301',
  grave: '\u0300',
  hookabove: '\u0309',
  hook: '\u0309',
  tilde: '\u0303',
  dotbelow: '\u0323',
  circumflex: '\u0302',
  breve: '\u0306',
  horn: '\u031b',
  dieresis: '\u0308',
  caron: '\u030c',
  cedilla: '\u0327',
  ring: '\u030a',
  macron: '\u0304',
} as const;

const ACCENTED = new RegExp(`^([A-Za-z])((?:${Object.keys(ACCENTS).join('|')})*)$`);
const isAccent = (word: string): word is keyof typeof ACCENTS => word in ACCENTS;

/** The characters that a glyph of this name stands for; null for a name that says nothing, such as `g12`. */
export const glyphText = (name: string): string | null => {
  const [stem = ''] = name.split('.');
  const word = WORDS.get(stem);
  if (word !== undefined) return word;
  const hex = /^(?:uni([0-9A-F]{4})|u([0-9A-F]{4,6}))$/.exec(stem);
  if (hex) return fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? '', 16));
  const [, letter, accents] = ACCENTED.exec(stem) ?? [];
  if (letter === undefined) return null;
  const marks = (accents ?? '').match(new RegExp(Object.keys(ACCENTS).join('|'), 'g')) ?? [];
  return (letter + marks.map((mark) => (isAccent(mark) ? ACCENTS[mark] : '')).join('')).normalize('NFC');
};

const fromCodePoint = (value: number): string | null => (value <= 0x10ffff ? String.fromCodePoint(value) : null);
