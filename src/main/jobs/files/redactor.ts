/** Takes out of a text what tells whose it is, before it is written where others may read it. */

/** In this order: what is longer and more telling first. */
const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 <khóa>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<khóa>'],
  [
    /\b(password|passphrase|token|secret|authorization|cookie|pin|mật khẩu)(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/giu,
    '$1$2<khóa>',
  ],
  [
    /\b(serial(?:\s*number)?|số\s*(?:sê-ri|seri))(["']?\s*[:=#]?\s*)("[^"]*"|[0-9a-f][0-9a-f:-]{3,})/giu,
    '$1$2<số máy>',
  ],
  [/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '<thư điện tử>'],
  [/(?<![a-z\d+.-])([a-z][a-z\d+.-]*:\/\/)[^\s/@]+@/gi, '$1<khóa>@'],
  // Whatever follows a folder up to the end of the quotation or line: names of files have blanks in them.
  [/(["'“‘])(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\\\\|\/)[^"'“”‘’\n]*(["'”’])/gu, '$1<đường dẫn>$2'],
  [
    /(?<![\p{L}\p{N}:/<])(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\\\\[^\s\\]|\/(?=[\p{L}\p{N}._-]))[^\n:"'”’()<>|]*/gu,
    '<đường dẫn>',
  ],
  [/(["'“‘])[^"'“”‘’\n]*\.(?:pdf|docx?|xlsx?|zip|edxml|cer|pem|p12|pfx)(["'”’])/giu, '$1<tệp>$2'],
  [/(?<![^\s"'“”()<>])[^\s"'“”()<>]+\.(?:pdf|docx?|xlsx?|zip|edxml|cer|pem|p12|pfx)\b/giu, '<tệp>'],
  // Căn cước, and numbers by which people are called.
  [/(?<![\p{L}\p{N}])\d{12}(?![\p{L}\p{N}])/gu, '<số định danh>'],
  [/(?<![\p{L}\p{N}])(?:\+84|0084|0)(?:[\s.-]?\d){8,10}(?![\p{L}\p{N}])/gu, '<điện thoại>'],
  // A person, a title, a subject: what a message names stands in quotation marks.
  [/“[^“”<\n]*”/gu, '“<tên>”'],
  // Two or more capitalised words with Vietnamese letters among them.
  [/(?<![\p{L}])\p{Lu}\p{Ll}*(?: \p{Lu}\p{Ll}+){1,5}(?![\p{L}])/gu, '<tên>'],
];

/** Code and keys are ASCII; what is not is somebody's. */
const isForeign = (quoted: string): boolean => /[^\x20-\x7e]/.test(quoted) && !quoted.includes('<');

/** Longer lines are cut: each rule reads a line once, and no line makes it slow. */
const longest = 8_192;

/** `text` without names, titles, paths, addresses, numbers of persons and devices, and keys. */
export const redact = (text: string): string =>
  rules
    .reduce(
      (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
      text.slice(0, longest).normalize('NFC'),
    )
    .replace(/"[^"\n]*"/g, (quoted) => (isForeign(quoted) ? '"<tên>"' : quoted));
