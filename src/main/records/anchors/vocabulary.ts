/** The closed lists that documents are read with: `resources/records/vocabulary.json`. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { secrecySchema, urgencySchema } from '../../../contracts/records-facts.js';

const words = z.array(z.string().min(1)).min(1);

export const vocabularySchema = z.strictObject({
  /** NĐ 30/2020 phụ lục III, and those of legal documents; the longer name before one that it begins with. */
  documentTypes: z
    .array(z.strictObject({ name: z.string().min(1), abbreviation: z.string().min(1).nullable() }))
    .min(1),
  /** What a document is called that names no type: công văn. */
  letter: z.string().min(1),
  /** How an agency's name begins, in capitals or not. */
  agencyHeads: words,
  /** Signing for somebody (NĐ 30/2020 phụ lục I, ô 7a). */
  authorities: words,
  positions: words,
  /** Before a name: military ranks, academic titles. */
  ranks: words,
  familyNames: words,
  secrecy: z.array(z.strictObject({ level: secrecySchema, text: z.string().min(1) })).min(1),
  urgency: z.array(z.strictObject({ level: urgencySchema, text: z.string().min(1) })).min(1),
  /** Forms of copies (NĐ 30/2020 Đ.25). */
  copies: words,
});
export type Vocabulary = z.infer<typeof vocabularySchema>;

/** Reads the shipped lists. Anything but a readable, right file is a defect of the installation. */
export const loadVocabulary = (path: string): Vocabulary =>
  vocabularySchema.parse(JSON.parse(readFileSync(path, 'utf8')) as unknown);
