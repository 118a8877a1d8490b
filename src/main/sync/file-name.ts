/** Names that Windows keeps for devices, with or without an extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The server's file name as a plain name that every system can store: no folders, control or reserved characters, at
 * most 150 characters, ending in `.pdf`.
 */
export const safeFileName = (name: string): string => {
  const plain = name
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not reach a file system
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '_')
    .replace(/\.pdf$/i, '')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  const stem = [...plain].slice(0, 146).join('').trimEnd();
  const named = stem === '' ? 'van-ban' : stem;
  return `${device.test(named) ? `_${named}` : named}.pdf`;
};
