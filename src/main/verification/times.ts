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
