/** An invented office with its leader, its clerk and its letters: everything that công tác văn thư needs in a test. */
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Certification } from '../../src/contracts/jobs.js';
import type { Operation, Presets, RecordChoice, RecordPlan } from '../../src/contracts/records.js';
import type { PixelFacts } from '../../src/contracts/records-facts.js';
import type { FileReport } from '../../src/contracts/verification.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { loadVocabulary } from '../../src/main/records/anchors/vocabulary.js';
import { planRecord } from '../../src/main/records/operations/plan.js';
import { readSituation } from '../../src/main/records/operations/read.js';
import type { Situation } from '../../src/main/records/operations/situation.js';
import { recordSteps } from '../../src/main/records/operations/steps.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { withDocument } from '../../src/main/signing/open-document.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { type Issued, issue } from '../../tools/test-pki/make.mjs';
import { type LabelledLetter, labelledLetter } from '../corpus/letters/labelled-letter.js';
import { type Random, random } from '../corpus/twins/random.js';
import { sealPng, signaturePng } from './records-marks-support.js';
import { FONT, FONTS, pdfsig, RSA_SHA256 } from './signing-support.js';
import { only, openWorkshop, type Workshop } from './verification-support.js';

const vocabulary = loadVocabulary('resources/records/vocabulary.json');
const signing = ['keyUsage = critical, digitalSignature, nonRepudiation'];
const image = (bytes: Uint8Array, widthMm: number) => ({ pngBase64: Buffer.from(bytes).toString('base64'), widthMm });

export type MarksWay = Presets['office']['marks'];

export interface Work {
  readonly marks?: MarksWay;
  readonly certify?: Certification;
  /** What a window would have measured. */
  readonly pixels?: PixelFacts;
}

export interface Office {
  readonly workshop: Workshop;
  readonly seal: Issued;
  /** A letter with room for number, day and month, on disk. */
  readonly letter: LabelledLetter;
  readonly draft: string;
  /** Signs as the person whose name stands under the letter. */
  readonly leader: Issued;
  /** Another letter of the same kind, with another leader. */
  another(): Omit<Office, 'workshop' | 'seal' | 'another' | 'presets' | 'verify' | 'plan' | 'perform' | 'close'>;
  presets(marks?: MarksWay): Presets;
  verify(file: string): FileReport;
  plan(file: string, operation: Operation, choice?: RecordChoice, marks?: MarksWay): RecordPlan;
  /** Does the operation with a file, and returns the result and how many signatures it took. */
  perform(
    file: string,
    operation: Operation,
    signer: Issued,
    choice?: RecordChoice,
    work?: Work,
  ): Promise<{ readonly file: string; readonly steps: number }>;
  close(): void;
}

/** Letters that leave room for all of number, day and month. */
const openLetter = (chance: Random): LabelledLetter => {
  for (;;) {
    const letter = labelledLetter(chance);
    const { number, day, month } = letter.labels;
    if ([number, day, month].every(({ printed }) => printed === null)) return letter;
  }
};

/** Certificates of others whom the office trusts, and what they revoked: paths. */
export interface Others {
  readonly trust: readonly string[];
  readonly crls: readonly string[];
}

/** @param crlBase where `root.crl` and `sub.crl` will be published */
export const openOffice = (seed = 20_261_122, crlBase?: string, others: Others = { trust: [], crls: [] }): Office => {
  const workshop = openWorkshop([], crlBase);
  const chance = random(seed);
  const agency = 'SỞ NỘI VỤ TỈNH THỬ NGHIỆM';
  let count = 0;
  const person = (name: string): Issued => {
    count += 1;
    const subject: [string, string][] = [
      ['C', 'VN'],
      ['O', agency],
      ['CN', name],
    ];
    return issue(workshop.pki.sub, { name: `signer-${count}`, subject, extensions: signing });
  };
  const another = () => {
    const letter = openLetter(chance);
    count += 1;
    const draft = workshop.path(`dự thảo ${count}.pdf`);
    writeFileSync(draft, letter.bytes);
    return { letter, draft, leader: person(letter.labels.name) };
  };
  const seal = person(agency);
  const first = another();
  const presets = (marks: MarksWay = 'prepared-fields'): Presets => ({
    version: 1,
    office: {
      agency,
      seal: image(sealPng(), 40),
      marks,
      timeFormat: 'iso',
      arrivalStamp: { scale: 1, least: 0.5, place: 'under-number' },
      series: [],
      corrections: {},
    },
    leaders: [
      { name: first.letter.labels.name, signature: image(signaturePng(), 55), initials: image(signaturePng(), 15) },
    ],
  });
  const { root, sub } = workshop.pki;
  const verify = (file: string): FileReport =>
    workshop.verify(file, {
      trust: [root.certificate, ...others.trust],
      crls: [root.crl, sub.crl, ...others.crls],
    });
  const situationOf = (
    file: string,
    operation: Operation,
    choice: RecordChoice,
    { marks, pixels }: Work = {},
  ): Situation => {
    const report = pdfsig(file).length === 0 ? null : verify(file);
    return withDocument(file, {}, (document) =>
      readSituation(document, {
        request: { operation, choice, pixels: pixels ?? null },
        presets: presets(marks),
        report,
        today: '2026-03-05',
        vocabulary,
        fonts: FONTS,
      }),
    );
  };
  const chain = (signer: Issued): [Certificate, ...Certificate[]] => [
    only(readCertificates(readFileSync(signer.certificate))),
    ...readCertificates(readFileSync(workshop.pki.sub.certificate)),
  ];
  return {
    workshop,
    seal,
    ...first,
    another,
    presets,
    verify,
    plan: (file, operation, choice = {}, marks) =>
      planRecord(situationOf(file, operation, choice, marks ? { marks } : {})).plan,
    perform: async (file, operation, signer, choice = {}, work = {}) => {
      const { certify } = work;
      const situation = situationOf(file, operation, choice, work);
      const steps = recordSteps(situation, planRecord(situation));
      const certificates = chain(signer);
      let original = file;
      for (const step of steps) {
        count += 1;
        const workFile = workshop.path(`${count}-${operation}.pdf`);
        const prepared = await prepareSignature({
          original,
          originalSha256: null,
          workFile,
          intent: { ...step, level: 'B-B', ...(certify && { certify }) },
          certificates,
          algorithm: RSA_SHA256,
          timestampReserve: 0,
          training: false,
          signingTime: new Date(),
          font: FONT,
          emphasis: FONTS,
        });
        const value = sign('sha256', prepared.signedAttributes, createPrivateKey(readFileSync(signer.key)));
        embedSignature(prepared, { value, timestampToken: null }, certificates);
        original = workFile;
      }
      return { file: original, steps: steps.length };
    },
    close: () => workshop.close(),
  };
};
