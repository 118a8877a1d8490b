/** Days as a person writes them, `22/11/2026`, and as the contract has them, `2026-11-22`. */

const two = (value: number): string => String(value).padStart(2, '0');

/** On this computer. */
export const today = (now: Date): string => `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;

export const shownDay = (day: string): string => day.split('-').reverse().join('/');

/** Null for what is no day: `31/02/2026`. */
export const dayOf = (text: string): string | null => {
  const [, day, month, year] = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/u.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return null;
  const found = new Date(Number(year), Number(month) - 1, Number(day));
  const same = found.getDate() === Number(day) && found.getMonth() === Number(month) - 1;
  return same && Number(year) >= 2000 ? today(found) : null;
};
