/** Name constraints (RFC 5280 4.2.1.10) of directory names; of every other form a constraint that bites is refused. */
import type { Certificate } from './certificate.js';
import type { NameConstraints, Subtree } from './extensions.js';
import { emptyName, type Name, withinSubtree } from './name.js';
import { oids } from './oids.js';

const emailForm = 1;
const directoryForm = 4;

const directories = (subtrees: readonly Subtree[]): Name[] =>
  subtrees.flatMap((subtree) => (subtree.directory === null ? [] : [subtree.directory]));

const directoryAllowed = (name: Name, constraints: NameConstraints): boolean => {
  const permitted = directories(constraints.permitted);
  if (permitted.length > 0 && !permitted.some((base) => withinSubtree(name, base))) return false;
  return !directories(constraints.excluded).some((base) => withinSubtree(name, base));
};

/** Forms of name a certificate uses besides directory names; an e-mail address may hide in the subject. */
const otherForms = (certificate: Certificate): ReadonlySet<number> => {
  const forms = new Set(certificate.alternativeNames.map((name) => name.form));
  if (certificate.subject.rdnKeys.some((key) => key.includes(`${oids.emailAddress}=`))) forms.add(emailForm);
  forms.delete(directoryForm);
  return forms;
};

/** Whether the names of `certificate` stay within the constraints of a CA above it. */
export const namesAllowed = (certificate: Certificate, constraints: NameConstraints): boolean => {
  const names = [
    ...(emptyName(certificate.subject) ? [] : [certificate.subject]),
    ...directories(certificate.alternativeNames),
  ];
  const forms = otherForms(certificate);
  const unsupported = [...constraints.permitted, ...constraints.excluded].some(
    (subtree) => subtree.form !== directoryForm && forms.has(subtree.form),
  );
  return !unsupported && names.every((name) => directoryAllowed(name, constraints));
};
