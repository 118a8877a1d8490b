/**
 * Whatever văn thư does with a document, the signatures it had stay what they were: in our verification, in pdfsig and in
 * PDFBox, for every kind of real signed document, their twins, and letters that were certified in every way. By default
 * a sample by SEED; FULL_VERDICTS=1 does everything.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault, type FaultCode } from '../../src/contracts/faults/index.js';
import type { Certification } from '../../src/contracts/jobs.js';
import type { Operation, RecordChoice } from '../../src/contracts/records.js';
import { isScanned } from '../../src/main/records/kind.js';
import { FIELD_NAMES } from '../../src/main/records/placement/prepared-fields.js';
import { readForm } from '../../src/main/signing/form-fields.js';
import type { Issued } from '../../tools/test-pki/make.mjs';
import { random } from '../corpus/twins/random.js';
import { seed } from '../seed.js';
import { type MarksWay, type Office, openOffice, type Work } from './records-support.js';
import { familyOf, type Kind, realDocuments, twins } from './records-verdicts-kinds.js';
import { type Deed, findings, type Judgement, judgeAll } from './records-verdicts-support.js';
import { openStage, type TwinStage } from './twins-support.js';
import { append, patch } from './verification-support.js';

const full = process.env.FULL_VERDICTS === '1';
const chance = random(seed);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const sample = <T>(items: readonly T[], count: number): T[] =>
  full
    ? [...items]
    : items
        .map((item) => ({ item, at: chance.next() }))
        .sort((a, b) => a.at - b.at)
        .slice(0, count)
        .map(({ item }) => item);

interface Act {
  readonly name: string;
  readonly operation: Operation;
  /** Who signs. */
  readonly by: 'leader' | 'seal';
  readonly choice: RecordChoice;
  readonly words: Deed['words'];
}

const act = (
  name: string,
  operation: Operation,
  by: Act['by'],
  choice: RecordChoice = {},
  words: Act['words'] = [],
): Act => ({ name, operation, by, choice, words });

const ISSUED = { number: 7, date: '2026-03-05' } as const;
const issueAs = (kind: 'electronic' | 'unnumbered-scan' | 'scan', words: Act['words']): Act =>
  act(`phát hành (${kind})`, 'issue', 'seal', { kind, ...ISSUED }, words);

const AGENCY = 'SỞ NỘI VỤ TỈNH THỬ NGHIỆM';
const INITIALS = act('ký nháy', 'initial', 'leader');
const APPROVAL = act('ký duyệt', 'approve', 'leader');
// Where the room was dotted, pdftotext puts what stands on the dots behind them.
const ISSUE = issueAs('electronic', [/ 07 /u, / 05 /u, / 3 /u]);
const ISSUE_ELSEWHERE = issueAs('electronic', ['07', '05']);
const SCAN_COPY = issueAs('scan', ['SAO Y', AGENCY]);
const SCAN_MARKS = issueAs('unnumbered-scan', ['07', '05']);
const COPY = act('sao lục', 'copy', 'seal', { copyForm: 'sao-luc' }, ['SAO LỤC', AGENCY, 'Thời gian ký']);
const APPENDIX = act('phụ lục', 'appendix', 'seal', { notation: '05/QĐ-UBND' }, ['Số: 05/QĐ-UBND']);
const arrival = { number: 12, date: '2026-03-06', forwardTo: 'Phòng Tổ chức' } as const;
const ARRIVAL = act('ĐẾN', 'incoming', 'seal', arrival, ['ĐẾN', 'Phòng Tổ chức', '06/03/2026']);
const URGENCY = act('dấu khẩn', 'urgency', 'seal', { urgency: 'hoa-toc' }, ['HỎA TỐC']);
const STAMPS: readonly [Act, ...Act[]] = [URGENCY, COPY, APPENDIX, ARRIVAL];
const again = (one: Act): Act => ({ ...one, name: `${one.name}, thử lại` });

/** What a further signature is told of by itself. */
const ADDED = ['changed-signatures', 'new-field-after-certification'];

interface Case {
  readonly name: string;
  readonly leader: Issued;
  readonly work?: Work;
  readonly warnings: readonly string[];
}

/** Everything that is done, in a list; judged together at the end. */
class Ledger {
  readonly deeds: Deed[] = [];
  readonly refusals: { readonly name: string; readonly act: Act; readonly code: FaultCode }[] = [];
  private judgements: ReadonlyMap<string, Judgement> = new Map();

  /** null where it is refused. */
  async perform({ name, leader, work, warnings }: Case, before: string, one: Act): Promise<string | null> {
    const choice = { leader: office.letter.labels.name, ...one.choice };
    // Marks on a letter of text that is taken for a scan stand wherever, also over its print: that is said, and right.
    if (one === SCAN_MARKS && !office.plan(before, 'issue', choice).facts.pages.every(isScanned)) return null;
    try {
      const signer = one.by === 'leader' ? leader : office.seal;
      const { file, steps } = await office.perform(before, one.operation, signer, choice, work);
      this.deeds.push({ name: `${name}: ${one.name}`, before, after: file, steps, words: one.words, warnings });
      return file;
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      this.refusals.push({ name, act: one, code: thrown.code });
      return null;
    }
  }

  /** One after the other; what is refused is passed over. Gives the last file. */
  async chain(one: Case, from: string, acts: readonly Act[]): Promise<string> {
    let file = from;
    let name = one.name;
    for (const next of acts) {
      file = (await this.perform({ ...one, name }, file, next)) ?? file;
      name = `${name} → ${next.name}`;
    }
    return file;
  }

  async judge(): Promise<void> {
    this.judgements = await judgeAll(
      office.verify,
      this.deeds.flatMap(({ before, after }) => [before, after]),
    );
  }

  findings(): string[] {
    return this.deeds.flatMap((deed) => findings(deed, this.judgements));
  }

  summary(title: string): void {
    const earlier = this.deeds.map(({ before }) => this.judgements.get(before)?.ours.signatures.length ?? 0);
    const numbers = [
      `${this.deeds.length} operations`,
      `${this.judgements.size} files`,
      `${earlier.reduce((sum, count) => sum + count, 0)} earlier signatures before and after`,
      `${this.findings().length} findings`,
    ];
    const why = this.refusals.map(({ act: { name }, code }) => `${name}: ${code}`);
    say(`${title}: ${numbers.join(', ')}`);
    for (const one of new Set(why)) say(`  refused ${why.filter((other) => other === one).length} × ${one}`);
  }
}

let stage: TwinStage;
let office: Office;

beforeAll(() => {
  stage = openStage();
  const { g1, g2 } = stage.cast;
  const authorities = [g2.root, g2.sub, g1.root, g1.sub];
  office = openOffice(seed, undefined, {
    trust: authorities.map(({ certificate }) => certificate),
    crls: authorities.map(({ crl }) => crl),
  });
}, 120_000);
afterAll(() => {
  office.close();
  stage.close();
});

/** Why văn thư may refuse a document of others. */
const REFUSALS: Readonly<Partial<Record<FaultCode, readonly Operation[] | 'all'>>> = {
  'records.leader-signature-missing': ['issue'],
  'records.leader-signature-not-valid': ['issue'],
  'records.number-present': ['issue'],
  'records.date-present': ['issue'],
  'records.seal-present': ['issue'],
  'records.incoming-invalid': ['incoming'],
  'pdf.leading-bytes': 'all',
  'signing.recovered-signed': 'all',
};

const SINGLE = [INITIALS, APPROVAL, ISSUE_ELSEWHERE, SCAN_COPY, SCAN_MARKS, ...STAMPS];
/** All that may follow one another. */
const LONG = [INITIALS, APPROVAL, ISSUE_ELSEWHERE, SCAN_MARKS, SCAN_COPY, ...STAMPS];

interface Others {
  readonly kinds: readonly Kind[];
  /** Those of them on which everything is done in a row. */
  readonly rows: readonly Kind[];
  readonly warnings: readonly string[];
}

/** Each operation on the document itself; one of them once more, as a retry does it; all of them in a row. */
const onOthers = async (ledger: Ledger, { kinds, rows, warnings }: Others): Promise<void> => {
  const { leader } = office;
  for (const { name, file } of kinds) {
    for (const single of sample(SINGLE, 1)) await ledger.perform({ name, leader, warnings }, file, single);
  }
  for (const { name, file } of sample(rows, 1)) {
    await ledger.perform({ name, leader, warnings }, file, again(chance.pick(STAMPS)));
    const marks = chance.pick<MarksWay>(['prepared-fields', 'own-signatures']);
    await ledger.chain({ name: `${name}, ${marks}`, leader, warnings, work: { marks } }, file, LONG);
  }
};

const refusedWithoutReason = ({ refusals }: Ledger): string[] =>
  refusals.flatMap(({ name, act: { operation }, code }) => {
    const known = REFUSALS[code];
    return known === 'all' || known?.includes(operation) ? [] : [`${name}: ${operation} ${code}`];
  });

describe('real signed documents', () => {
  const ledger = new Ledger();
  const families = new Map<string, [Kind, ...Kind[]]>();

  beforeAll(async () => {
    for (const kind of realDocuments()) {
      const family = familyOf(kind.file, office.verify(kind.file));
      const known = families.get(family);
      families.set(family, known ? [...known, kind] : [kind]);
    }
    for (const [family, kinds] of families) say(`${family}: ${kinds.length}`);
    const each = sample([...families.values()], 4);
    await onOthers(ledger, {
      kinds: each.flatMap((kinds) => sample(kinds, 1)),
      rows: each.map((kinds) => chance.pick(kinds)),
      // They are of another office, and their hierarchy is not that of ours.
      warnings: [...ADDED, 'mark-by-stranger'],
    });
    await ledger.judge();
  }, 3_600_000);
  afterAll(() => ledger.summary('real documents'));

  it('of every family', () => {
    expect(families.size).toBe(8);
    expect(ledger.findings()).toEqual([]);
  });

  it('what is refused is so with its reason', () => {
    expect(refusedWithoutReason(ledger)).toEqual([]);
  });
});

/** Invalid as it is, and invalid it stays whatever is appended. */
const LAUNDERED = 'bytes of no revision';

describe('twins of real documents and of edge cases', () => {
  const ledger = new Ledger();

  beforeAll(async () => {
    const all = twins(stage, office.workshop.folder);
    const kinds = sample(all, 2);
    await onOthers(ledger, { kinds, rows: kinds, warnings: ADDED });
    await ledger.judge();
  }, 3_600_000);
  afterAll(() => ledger.summary('twins'));

  it('of every kind', () => {
    expect(ledger.findings()).toEqual([]);
  });

  it('what is refused is so with its reason', () => {
    expect(refusedWithoutReason(ledger)).toEqual([]);
  });
});

it('bytes that belong to no revision: a stamp behind them makes nothing valid that was not', async () => {
  const ledger = new Ledger();
  const kinds = twins(stage, office.workshop.folder).filter(({ name }) => name === LAUNDERED);
  const [kind] = kinds;
  if (!kind) throw new Error('no such twin');
  await ledger.perform({ name: kind.name, leader: office.leader, warnings: ADDED }, kind.file, URGENCY);
  await ledger.judge();
  expect(ledger.findings()).toEqual([]);
});

describe('letters of our own', () => {
  const ledger = new Ledger();
  const ways: readonly (readonly [prepare: MarksWay, issue: MarksWay])[] = [
    ['prepared-fields', 'prepared-fields'],
    ['own-signatures', 'own-signatures'],
    ['prepared-fields', 'own-signatures'],
  ];
  const cases = ([undefined, 2, 3] as const).flatMap((certify) =>
    ways.flatMap((way) => ([APPROVAL, INITIALS] as const).map((first) => ({ certify, way, first }))),
  );

  const walk = async (
    certify: Certification | undefined,
    [prepare, marks]: (typeof ways)[number],
    first: Act,
  ): Promise<void> => {
    const { draft, leader } = office.another();
    const name = `P=${certify ?? 'none'}, ${prepare}, ${marks}`;
    const one: Case = { name, leader, warnings: [...ADDED, 'changed-form'], work: { marks } };
    const opening: Case = { ...one, work: { marks: prepare, ...(certify && { certify }) } };
    const begun = await ledger.perform(opening, draft, first);
    const approved = begun && first === INITIALS ? await ledger.perform(one, begun, APPROVAL) : begun;
    if (!approved) return;
    for (const act of [INITIALS, ISSUE, again(ISSUE), ...STAMPS]) await ledger.perform(one, approved, act);
    const done = await ledger.chain({ ...one, name: `${name} → …` }, approved, [
      URGENCY,
      ISSUE,
      ...STAMPS,
      INITIALS,
      APPROVAL,
    ]);
    await ledger.perform({ ...one, name: `${name}, issued` }, done, again(ISSUE));
  };

  beforeAll(async () => {
    for (const { certify, way, first } of sample(cases, 1)) await walk(certify, way, first);
    await ledger.judge();
  }, 3_600_000);
  afterAll(() => ledger.summary('letters'));

  it('certified in every way', () => {
    expect(ledger.findings()).toEqual([]);
  });

  it('are issued by the way that is set', () => {
    const issues = ledger.deeds.filter(({ name }) => / phát hành[^:]*$/u.test(name));
    const expected = (name: string): number => (name.includes('prepared-fields, prepared-fields') ? 1 : 4);
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.filter(({ name, steps }) => steps !== expected(name))).toEqual([]);
  });

  it('are not issued twice, and nothing else is refused', () => {
    expect(
      ledger.refusals.filter(({ name, code }) => !name.includes('issued') || code !== 'records.number-present'),
    ).toEqual([]);
    expect(ledger.refusals.length).toBeGreaterThan(0);
  });
});

describe('a letter that its leader certified P=1', () => {
  const all = [INITIALS, APPROVAL, ISSUE, again(ISSUE), SCAN_COPY, ...STAMPS];

  it.each(['prepared-fields', 'own-signatures'] as const)(
    '%s: nothing is done with it, and the reason is told',
    async (marks) => {
      const ledger = new Ledger();
      const { draft, leader } = office.another();
      const one: Case = { name: marks, leader, warnings: [], work: { marks, certify: 1 } };
      const certified = await ledger.perform(one, draft, APPROVAL);
      for (const act of all) await ledger.perform({ ...one, work: { marks } }, certified ?? '', act);
      expect(ledger.refusals.map(({ act, code }) => [act.name, code])).toEqual(
        all.map(({ name }) => [name, 'signing.certified-no-changes']),
      );
    },
  );
});

/** Number 5, as the day shows it. */
const refill = (file: string, target: string): void => {
  append(file, target, (document, writer) => {
    const { fields } = readForm(document);
    const named = (name: string) => fields.find((field) => field.name === name);
    const [number, day] = [named(FIELD_NAMES.number), named(FIELD_NAMES.day)];
    if (!number || !day) throw new Error('no fields');
    writer.set(number.ref, number.dict.with({ V: day.dict.get('V'), AP: day.dict.get('AP') }));
  });
};

const flip = (file: string, target: string): void => {
  patch(file, target, (bytes) => {
    const at = bytes.indexOf('stream') + 40;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
  });
};

const blank = (file: string, target: string): void => {
  append(file, target, (document, writer) => {
    const [page] = document.pages();
    if (!page) throw new Error('no page');
    writer.set(page.ref, page.dict.with({ Contents: [] }));
  });
};

describe('what is done to an issued letter behind its seal', () => {
  const forged = [
    ['another number in its field', undefined, refill],
    ['another number in its field', 2, refill],
    ['another number in its field', 3, refill],
    ['a changed byte', undefined, flip],
    ['a page with nothing on it', undefined, blank],
  ] as const;
  const files: (readonly [before: string, after: string])[] = [];
  let judgements: ReadonlyMap<string, Judgement>;

  beforeAll(async () => {
    for (const [index, [, certify, forge]] of forged.entries()) {
      const { draft, leader } = office.another();
      const choice = { leader: office.letter.labels.name };
      const approved = await office.perform(draft, 'approve', leader, choice, certify ? { certify } : {});
      const { file } = await office.perform(approved.file, 'issue', office.seal, ISSUE.choice);
      const target = office.workshop.path(`forged ${index}.pdf`);
      forge(file, target);
      files.push([file, target]);
    }
    judgements = await judgeAll(office.verify, files.flat());
  }, 600_000);

  const of = (index: number): { was: Judgement; is: Judgement } => {
    const [was, is] = (files[index] ?? []).map((file) => judgements.get(file));
    if (!was || !is) throw new Error('not judged');
    return { was, is };
  };
  const accusers = (index: number): string[] => {
    const { was, is } = of(index);
    const deed = { name: 'forged', before: was.file, after: is.file, steps: 0, words: [], warnings: [] };
    return [...new Set(findings(deed, judgements).map((line) => line.split(': ')[1] ?? ''))].sort();
  };

  it.each([0, 1, 2])('another number in its field is illegal (%i)', (index) => {
    const { was, is } = of(index);
    expect(was.ours.signatures.map(({ verdict }) => verdict)).toEqual(['valid', 'valid']);
    const seal = { integrity: 'intact', changesAfter: 'illegal', verdict: 'invalid' };
    expect(is.ours.signatures.at(-1)).toMatchObject(seal);
    expect(is.ours.verdict).toBe('invalid');
    // Both check bytes alone; but by PDFBox one sees that the number looks otherwise.
    expect(is.pdfsig.map(({ verdict }) => verdict)).toEqual(Array(2).fill('Signature is Valid.'));
    expect(is.pdfBox.signatures.map(({ valid, later }) => [valid, later.length])).toEqual([
      [true, 0],
      [true, 1],
    ]);
  });

  it('a byte of the page changed: all three say so', () => {
    expect(accusers(3)).toEqual(expect.arrayContaining(['PDFBox', 'ours', 'pdfsig']));
  });

  it('a page emptied: we say so, and PDFBox sees it', () => {
    expect(accusers(4)).toEqual(expect.arrayContaining(['PDFBox', 'ours']));
  });
});
