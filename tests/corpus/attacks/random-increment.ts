/** An attacker without a plan: increments that change, at random, what a page is made of. The same seed, the same file. */
import { at } from './base-document.js';
import { append, type Bodies, form, put } from './bodies.js';
import type { Identity } from './cases.js';
import type { Draft } from './draft.js';

export interface Dice {
  /** 0 to 1, without 1. */
  next(): number;
  below(count: number): number;
  pick<T>(of: readonly T[]): T;
  chance(of: number): boolean;
}

/** Mulberry32. */
export const dice = (seed: number): Dice => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    pick: (of) => {
      const found = of[below(of.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
    chance: (of) => next() < of,
  };
};

const keys =
  'Type Subtype Rotate UserUnit CropBox MediaBox Annots Contents Resources Parent Kids Count AP AS F MK DA DR Q V DV FT Ff Rect P OC Border BS NeedAppearances XObject Font ExtGState ColorSpace Pattern Properties ca CA SMask BM Encoding ToUnicode BaseFont Widths Matrix BBox Group Filter Length Opt I TI MaxLen StructParent Lang Metadata OCProperties Extensions DSS Version Fields SigFlags CO N D R BG BC OFF ON BaseState Usage AA A Dest Info RV M'.split(
    ' ',
  );
const values =
  'null true false 0 1 2 6 34 90 -1 0.5 2.0 1000 [] <<>> [0 0 100 100] [0 0 595 842] [72 490 300 520] [1 1 1] [0] (99) (1 g) (/Helv 12 Tf 1 g) /Off /Yes /Normal /Multiply /None /Form /Image /Page /Sig /Tx /Widget /OCG /Identity-H /WinAnsiEncoding <</BG[1 1 1]>> <</W 40>> <</N 5 0 R>> <</N<</Off 13 0 R>>>> <</F1 7 0 R>> [5 0 R 6 0 R] [8 0 R] /FlateDecode'.split(
    / (?![^<[(]*[>\])])/,
  );

/** One key of a body exchanged, put in or taken out; or the whole body for that of another object. */
const mutated = (draft: Draft, num: number, { pick, chance, below }: Dice): string => {
  const body = draft.body(num);
  if (!body.startsWith('<<')) return pick(['null', '[]', body]);
  const numbers = Object.keys(draft.bodies);
  if (chance(0.1)) return draft.body(Number(pick(numbers)));
  const present = [...body.matchAll(/\/([A-Za-z0-9]+)/g)].map(([, key]) => key ?? '').filter((key) => keys.includes(key));
  const key = present.length > 0 && chance(0.5) ? pick(present) : pick(keys);
  if (/^<<[^>]*\/Length/.test(body) && (key === 'Length' || key === 'Filter')) return body;
  const value = chance(0.2) ? null : chance(0.3) ? `${pick(numbers)} 0 R` : chance(0.2) ? String(below(900)) : pick(values);
  return put(body, key, value);
};

const number = ({ below, pick, chance }: Dice): string =>
  chance(0.5) ? pick(['0', '1', '30', '228', '100', '-1', '0.5', '.01', '12']) : String(below(300));

/** Operators with operands that fit, more or less. */
const operation = (luck: Dice): string => {
  const { pick, chance } = luck;
  const numbers = (count: number): string =>
    Array.from({ length: chance(0.03) ? count + 1 : chance(0.03) ? count - 1 : count }, () => number(luck)).join(' ');
  switch (pick('re re re f f f* S B cm q Q W m l c h n w gs Do text text Tr Td Tm g rg cs scn BI sh d J i BDC'.split(' '))) {
    case 're':
      return pick(['0 0 228 30 re', `${numbers(4)} re`]);
    case 'cm':
      return pick(['1 0 0 1 0 0 cm', `${numbers(6)} cm`, '1 0 0 1 0 5 cm']);
    case 'W':
      return pick(['W n', 'W* n', 'W f', 'W']);
    case 'm':
      return `${numbers(2)} m`;
    case 'l':
      return `${numbers(2)} l`;
    case 'c':
      return `${numbers(6)} c`;
    case 'w':
      return `${numbers(1)} w`;
    case 'gs':
      return pick(['/GS0 gs', '/G1 gs', '/G2 gs', '/Nil gs']);
    case 'Do':
      return pick(['q 228 0 0 30 0 0 cm /Im0 Do Q', '/Fm Do', '/Im1 Do', '/Nil Do']);
    case 'text':
      return `BT /F1 ${numbers(1)} Tf ${numbers(2)} Td ${pick(['(999)', '<393939>', '()'])} Tj ET`;
    case 'Tr':
      return pick(['3 Tr', '0 Tr', '3.0 Tr', '7 Tr']);
    case 'Td':
      return `BT ${numbers(2)} Td (9) Tj ET`;
    case 'Tm':
      return `BT /F1 9 Tf ${numbers(6)} Tm (9) Tj ET`;
    case 'g':
      return pick(['0 g', '1 g', '1 1 1 rg', '0 G']);
    case 'rg':
      return '1 0 0 rg';
    case 'cs':
      return '/Pattern cs';
    case 'scn':
      return '/P1 scn';
    case 'BI':
      return pick([
        'q 228 0 0 30 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q',
        'BI /W 2 /H 1 /BPC 8 /CS /G ID EI\nEI',
        'q 9 0 0 9 0 0 cm BI /W 4 /H 1 /BPC 8 /CS /G /F /AHx ID 00ff00ff> EI Q',
      ]);
    case 'BDC':
      return pick(['/OC /MC0 BDC', 'EMC', 'BX', 'EX']);
    default:
      return pick(['f', 'f*', 'S', 'B', 'b', 'q', 'Q', 'h', 'n', '[] 0 d', '1 J', '0 i']);
  }
};

const resources =
  '/Resources<</Font<</F1 7 0 R>>/XObject<</Im1 18 0 R/Fm 13 0 R>>/ExtGState<</G1<</ca 0>>/G2<</ca .5/BM/Multiply>>>>>>';

const looks = (luck: Dice, num: number): Bodies => {
  const content = Array.from({ length: 1 + luck.below(8) }, () => operation(luck)).join(' ');
  return {
    [num]: form(content, luck.pick(['[0 0 228 30]', '[0 0 228 30]', '[0 0 100 20]', '[-10 -10 300 50]']), luck.chance(0.7) ? resources : ''),
  };
};

const places = ['[72 490 300 520]', '[60 480 310 530]', '[0 0 595 842]', '[72 390 300 420]', '[390 690 460 760]', '[300 200 400 220]', '[0 0 0 0]'];

/** One to three random changes, alone or together with a signature of `signer`. */
export const randomIncrement = (draft: Draft, signer: Identity, luck: Dice): Draft => {
  const numbers = Object.keys(draft.bodies).map(Number);
  const changes: Record<number, string> = {};
  for (let count = luck.chance(0.35) ? 0 : 1 + luck.below(2); count > 0; count -= 1) {
    const num = luck.pick(numbers);
    changes[num] = mutated(draft, num, luck);
  }
  const free = draft.size + 10;
  switch (luck.below(4)) {
    case 0: {
      const field = luck.pick([at.number, at.kid, at.choice, at.day, at.check]);
      const filled = put(draft.body(field), 'V', luck.pick(['(12)', '(9)', '(A)', '/Yes', '(05)']));
      changes[field] = luck.chance(0.8) ? put(filled, 'AP', `<</N ${free} 0 R>>`) : filled;
      return draft.revise({ ...changes, ...looks(luck, free) });
    }
    case 1:
      return draft.revise(changes);
    default: {
      const page = luck.pick([at.page, at.secondPage]);
      const isWhole = luck.chance(0.5);
      const { [at.page]: _page, [at.form]: _form, ...others } = changes;
      return draft.sign(signer, {
        rect: luck.pick(places),
        appearance: null,
        page,
        fieldEntries: luck.pick([`/AP<</N ${free} 0 R>>`, `/AP<</N ${free} 0 R>>/MK<</BG[1 1 1]>>`, `/AP<</N<</A ${free} 0 R>>>>`, '/MK<</BC[0 0 0]>>']),
        also: { ...(isWhole ? {} : others), ...looks(luck, free), ...(page === at.secondPage ? { [page]: append(put(draft.body(page), 'Annots', null), 'Annots') } : {}) },
        ...(luck.chance(0.2) ? { flags: luck.pick(['0', '2', '32', '36', '2.0']) } : {}),
      });
    }
  }
};
