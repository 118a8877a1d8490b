/** Attributes of a distinguished name as text (RFC 4514 2.3): separators count only where no backslash stands before. */
const attributes = (name: string): [string, string][] =>
  (name.match(/(?:\\.|[^\\,+])+/gsu) ?? []).flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at < 0
      ? []
      : [
          [
            part.slice(0, at).trim().toUpperCase(),
            part
              .slice(at + 1)
              .trim()
              .replace(/\\(.)/gsu, '$1'),
          ],
        ];
  });

/** What a person calls an issuer: its common name, else its organisation, else the whole name as it is. */
export const issuerName = (distinguishedName: string): string => {
  const found = attributes(distinguishedName);
  const value = (type: string): string | undefined => found.find(([name, text]) => name === type && text !== '')?.[1];
  return value('CN') ?? value('O') ?? distinguishedName;
};
