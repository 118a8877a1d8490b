/** Times as signatures state them and as people read them. */

/** A PDF date (ISO 32000-2 7.9.4) as ISO 8601 with its own offset; null where it is none, or names no offset. */
export const pdfDateToIso = (text: string): string | null => {
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:(Z)(?:00'?(?:00'?)?)?|([+-])(\d\d)'?(\d\d)?'?)$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zulu, sign, hours, minutes] = match;
  const offset = zulu === 'Z' ? 'Z' : `${sign}${hours}:${minutes ?? '00'}`;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
};

const vietnamOffset = 7 * 3_600_000;

/** A day as Vietnamese documents write it (dd/mm/yyyy, Vietnam time) and in ISO form. */
export const readableDate = (time: Date): { vi: string; en: string } => {
  const iso = new Date(time.getTime() + vietnamOffset).toISOString().slice(0, 10);
  return { vi: iso.split('-').reverse().join('/'), en: iso };
};

/** A moment to the minute, Vietnam time, as it stands in a sentence. */
export const readableMoment = (time: Date): { vi: string; en: string } => {
  const clock = new Date(time.getTime() + vietnamOffset).toISOString().slice(11, 16);
  const { vi, en } = readableDate(time);
  return { vi: `lúc ${clock} ngày ${vi}`, en: `on ${en} at ${clock}` };
};

const minute = 60_000;

/** A span of time in its largest unit. @param milliseconds not negative */
export const readableSpan = (milliseconds: number): { vi: string; en: string } => {
  const minutes = Math.round(milliseconds / minute);
  if (minutes < 120) return { vi: `${minutes} phút`, en: `${minutes} minutes` };
  const hours = Math.round(minutes / 60);
  if (hours < 48) return { vi: `${hours} giờ`, en: `${hours} hours` };
  const days = Math.round(hours / 24);
  return { vi: `${days} ngày`, en: `${days} days` };
};
