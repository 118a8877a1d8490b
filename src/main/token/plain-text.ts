/** Control characters, and those that turn the writing direction or end lines: what a device says is shown to people. */
const unwanted = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text of a token or certificate as it may be shown: one line, without the blanks (or NUL) that it was padded with. */
export const plainText = (text: string): string => text.replace(unwanted, '').trimEnd().normalize('NFC');
