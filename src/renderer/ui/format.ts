import type { Language } from '../i18n/index.js';

const locale = (language: Language): string => (language === 'vi' ? 'vi-VN' : 'en-GB');
const two = (value: number): string => String(value).padStart(2, '0');

/** dd/mm/yyyy, as Vietnamese papers write it; the text itself when it is no date. */
export const formatDate = (iso: string): string => {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
};

/** Date and time to the minute, for lists. */
export const formatMinute = (iso: string): string => {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${formatDate(iso)} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

/** Time and date as administrative papers write them: "10:32 ngày 12/03/2026". */
export const formatClock = (iso: string): string => {
  const [date, time] = formatMinute(iso).split(' ');
  return time === undefined ? iso : `${time} ngày ${date}`;
};

/** Date, time and the zone of this computer: a time without its zone misleads when papers are compared. */
export const formatDateTime = (iso: string): string => {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' })
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${formatDate(iso)} ${time}${zone ? ` (${zone})` : ''}`;
};

/** Bytes as a person reads them: 12 KB, 3,4 MB. */
export const formatSize = (bytes: number, language: Language): string => {
  const number = new Intl.NumberFormat(locale(language), { maximumFractionDigits: 1 });
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${number.format(Math.round(bytes / 1024))} KB`;
  return `${number.format(bytes / (1024 * 1024))} MB`;
};

/** Whole days from `now` until `iso`; negative when it is past. */
export const daysUntil = (iso: string, now: Date): number =>
  Math.floor((new Date(iso).getTime() - now.getTime()) / 86_400_000);
