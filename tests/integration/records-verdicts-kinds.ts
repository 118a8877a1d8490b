/** Every kind of document that văn thư meets: the real ones by what tells them apart, their twins, the edge cases. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileReport } from '../../src/contracts/verification.js';
import {
  bareDigestInfo,
  incomingStamp,
  invisible,
  leadingJunk,
  mixedTools,
  scanEditor,
  stripped,
  trailing,
  whole,
  wrongFirst,
} from '../corpus/twins/edge-cases.js';
import { signedBy, stripMark, type ToolName, toolNamed, usualClock, usualMarks } from '../corpus/twins/families.js';
import { DOCUMENTS } from './signing-support.js';
import type { TwinStage } from './twins-support.js';

export interface Kind {
  readonly name: string;
  readonly file: string;
}

/** How many signatures, their formats, certification, structure: what `real-documents` are told apart by. */
export const familyOf = (file: string, { signatures }: FileReport): string => {
  const bytes = readFileSync(file).toString('latin1');
  const all = (pattern: RegExp): string =>
    [...new Set(Array.from(bytes.matchAll(pattern), ([, found]) => found))].join('+');
  return [
    ['remnant', 'one signature'][signatures.length] ?? 'several signatures',
    all(/\/SubFilter\s*\/([\w.]+)/gu),
    [...new Set(signatures.map(({ signatureAlgorithm }) => signatureAlgorithm))].join('+'),
    `${signatures[0]?.timestamp ? '' : 'un'}stamped`,
    `certification ${signatures.map(({ certification }) => certification).find((one) => one !== null) ?? 'none'}`,
    /\/Type\s*\/XRef/u.test(bytes) ? 'streams' : 'tables',
    ...(bytes.slice(0, 2000).includes('/Linearized') ? ['linearized'] : []),
  ].join(', ');
};

/** The real signed documents of the corpus. */
export const realDocuments = (): Kind[] =>
  readdirSync(join(DOCUMENTS, 'signed'))
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => ({ name: name.slice(0, 8), file: join(DOCUMENTS, 'signed', name) }));

const families: readonly (readonly [ToolName, readonly number[]])[] = [
  ['VNPT iOffice', [1, 4, 5]],
  ['VGCA Sign desktop, adbe', [1, 4]],
  ['VGCA Sign desktop, CAdES', [1, 3]],
  ['government office', [1, 2]],
  ['2016–2020', [1]],
  ['public security', [1, 5]],
  ['sign service', [1, 2]],
  ['public security, PSS', [1, 3]],
  ['public security, PSS, adbe', [2]],
  ['no signed attributes', [1, 2]],
  ['cross-reference streams', [1, 5]],
  ['linearized', [1, 2]],
];

/** Twins of every family and of the edge cases, written into `folder`. */
export const twins = (stage: TwinStage, folder: string): Kind[] => {
  const { cast, chance } = stage;
  const family = (name: ToolName, count: number): Buffer =>
    signedBy(cast, toolNamed(name), usualMarks(cast, count), chance).bytes;
  const made: readonly (readonly [string, Buffer])[] = [
    ...families.flatMap(([name, counts]) => counts.map((count) => [`${name}, ${count}`, family(name, count)] as const)),
    [
      'government portal',
      signedBy(cast, toolNamed('government portal'), [stripMark(cast.portal, usualClock(chance))], chance).bytes,
    ],
    ['two tools', mixedTools(stage).bytes],
    ['certified P=3', whole(stage, 1, { ...toolNamed('cross-reference streams'), xref: 'table', certify: 3 }).bytes],
    ['invisible signatures', invisible(stage).bytes],
    ['invisible signatures, certified', invisible(stage, 2).bytes],
    ['DigestInfo without NULL', bareDigestInfo(stage).bytes],
    ['a wrong value first', wrongFirst(stage).bytes],
    ['rewritten by an incoming stamp', incomingStamp(stage).bytes],
    ['fields stripped', stripped(stage).bytes],
    ['rewritten by an editor of scans', scanEditor(stage).bytes],
    ['junk before %PDF', leadingJunk(stage)],
    ...Object.entries(trailing).map(([name, make]) => [name, make(stage)] as const),
  ];
  return made.map(([name, bytes], index) => {
    const file = join(folder, `twin-${index}.pdf`);
    writeFileSync(file, bytes);
    return { name, file };
  });
};
