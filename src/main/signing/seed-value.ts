/** What the author of an empty signature field demands of its signature (ISO 32000-2 12.7.5.5, tables 237 and 239). */
import { Fault } from '../../contracts/faults/index.js';
import type { Certification, SigningDigest, SigningIntent } from '../../contracts/jobs.js';
import type { PdfDocument } from '../pdf/document.js';
import { type PdfDict, PdfName, type PdfObject, PdfString, pdfText } from '../pdf/objects.js';
import type { Certificate } from '../pki/certificate.js';
import type { SignatureField } from './form-fields.js';
import { checkCertificateSeed } from './seed-certificate.js';

export type SubFilter = NonNullable<SigningIntent['subFilter']>;

/** What the person, the key and the settings ask for. */
export interface SignatureWish {
  readonly level: SigningIntent['level'];
  readonly subFilter: SubFilter | undefined;
  readonly digest: SigningDigest;
  /** The person asked for `digest`; else it is what fits the key, and may give way. */
  readonly digestChosen: boolean;
  readonly reason: string | undefined;
  readonly certify: Certification | undefined;
  readonly revocationEmbedded: boolean;
}

/** What the signature is going to be. */
export interface SignatureTerms {
  readonly subFilter: SubFilter;
  readonly digest: SigningDigest;
  readonly reason: string | undefined;
  readonly certify: Certification | undefined;
}

const DEFAULT_SUB_FILTER: SubFilter = 'ETSI.CAdES.detached';
const FILTER = 'Adobe.PPKLite';

/** Bits of /Ff: these constraints bind, the others are preferences. */
const REQUIRED = {
  Filter: 1,
  SubFilter: 2,
  V: 4,
  Reasons: 8,
  LegalAttestation: 16,
  AddRevInfo: 32,
  DigestMethod: 64,
  LockDocument: 128,
  AppearanceFilter: 256,
} as const;
const KNOWN_FLAGS = Object.values(REQUIRED).reduce((all, bit) => all | bit, 0);
/** Highest version of the dictionary that this module knows: all of table 237. */
const PARSER_VERSION = 3;

/**
 * Brings the wish and the seed value of the field together.
 * @throws Fault `signing.seed-unsupported` for a demand that cannot be met at all, `signing.seed-contradicted` for one
 *   that the wish goes against, `signing.seed-timestamp`, `signing.seed-reason`, `signing.seed-certificate`
 */
export const obeySeedValue = (
  document: PdfDocument,
  field: SignatureField | null,
  wish: SignatureWish,
  certificates: readonly [Certificate, ...Certificate[]],
): SignatureTerms => {
  const dict = field && document.dict(field.dict, 'SV');
  if (!field || !dict) return { ...wish, subFilter: wish.subFilter ?? DEFAULT_SUB_FILTER };
  const seed = new SeedValue(document, field.name, dict);
  seed.checkHandler();
  const terms: SignatureTerms = {
    subFilter: seed.subFilter(wish),
    digest: seed.digest(wish),
    reason: seed.reason(wish),
    certify: seed.certification(wish),
  };
  seed.checkTimestamp(wish);
  seed.checkRevocation(wish, terms.subFilter);
  seed.checkDocumentLock(field, terms.certify);
  const constraints = document.dict(dict, 'Cert');
  if (constraints) checkCertificateSeed(document, field.name, constraints, certificates);
  return terms;
};

const SUB_FILTERS: readonly SubFilter[] = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached'];
const DIGESTS = new Map<string, SigningDigest>([
  ['SHA256', 'sha256'],
  ['SHA384', 'sha384'],
  ['SHA512', 'sha512'],
]);

class SeedValue {
  private readonly flags: number;

  constructor(
    private readonly document: PdfDocument,
    private readonly field: string,
    private readonly dict: PdfDict,
  ) {
    const flags = document.value(dict, 'Ff');
    this.flags = typeof flags === 'number' ? flags : 0;
  }

  checkHandler(): void {
    if ((this.flags & ~KNOWN_FLAGS) !== 0) throw this.unsupported(`/Ff ${this.flags}`);
    const filter = this.value('Filter');
    if (this.requires('Filter') && filter instanceof PdfName && filter.value !== FILTER) {
      throw this.unsupported(`/Filter /${filter.value}`);
    }
    const version = this.value('V');
    if (this.requires('V') && typeof version === 'number' && version > PARSER_VERSION) {
      throw this.unsupported(`/V ${version}`);
    }
    for (const key of ['LegalAttestation', 'AppearanceFilter'] as const) {
      if (this.requires(key) && this.value(key) !== null) throw this.unsupported(`/${key}`);
    }
  }

  /** The entries stand in their order of preference. */
  subFilter({ subFilter }: SignatureWish): SubFilter {
    const offered = this.names('SubFilter');
    const possible = SUB_FILTERS.filter((name) => offered.includes(name));
    const [preferred = subFilter ?? DEFAULT_SUB_FILTER] = possible.sort(
      (a, b) => offered.indexOf(a) - offered.indexOf(b),
    );
    if (!this.requires('SubFilter') || offered.length === 0) return subFilter ?? preferred;
    if (possible.length === 0) throw this.unsupported(`/SubFilter ${offered.join(', ')}`);
    if (subFilter && !possible.includes(subFilter)) throw this.contradicted('SubFilter', offered.join(', '));
    return subFilter ?? preferred;
  }

  digest({ digest, digestChosen }: SignatureWish): SigningDigest {
    const offered = this.texts('DigestMethod');
    if (!this.requires('DigestMethod') || offered.length === 0) return digest;
    const possible = offered.flatMap((name) => DIGESTS.get(name) ?? []);
    const [preferred] = possible;
    if (preferred === undefined) throw this.unsupported(`/DigestMethod ${offered.join(', ')}`);
    if (possible.includes(digest)) return digest;
    if (digestChosen) throw this.contradicted('DigestMethod', offered.join(', '));
    return preferred;
  }

  /** A required list that is absent, or holds a full stop alone, forbids a reason. */
  reason({ reason }: SignatureWish): string | undefined {
    if (!this.requires('Reasons')) return reason;
    const offered = this.texts('Reasons');
    const [only] = offered;
    if (offered.length === 0 || (offered.length === 1 && only === '.')) {
      if (reason !== undefined) throw this.contradicted('Reasons', '—');
      return undefined;
    }
    const chosen = reason ?? (offered.length === 1 ? only : undefined);
    if (chosen !== undefined && offered.includes(chosen.normalize('NFC'))) return chosen;
    throw new Fault('signing.seed-reason', { field: this.field, reasons: offered.join('; ') });
  }

  /** /P 0: an approval signature; 1 to 3: the certification with that permission. */
  certification({ certify }: SignatureWish): Certification | undefined {
    const mdp = this.document.dict(this.dict, 'MDP');
    const wanted = mdp ? this.document.value(mdp, 'P') : null;
    switch (wanted) {
      case null:
        return certify;
      case 0:
        if (certify !== undefined) throw this.contradicted('MDP', '0');
        return undefined;
      case 1:
      case 2:
      case 3:
        if (certify !== undefined && certify !== wanted) throw this.contradicted('MDP', String(wanted));
        return wanted;
      default:
        throw this.unsupported('/MDP');
    }
  }

  checkTimestamp({ level }: SignatureWish): void {
    const timestamp = this.document.dict(this.dict, 'TimeStamp');
    if (timestamp && this.document.value(timestamp, 'Ff') === 1 && level === 'B-B') {
      throw new Fault('signing.seed-timestamp', { field: this.field });
    }
  }

  /** Revocation data stand in the CMS (12.8.3.3.2) or, from B-LT on, in the security store (12.8.4.3). */
  checkRevocation({ level, revocationEmbedded }: SignatureWish, subFilter: SubFilter): void {
    const wanted = this.value('AddRevInfo');
    if (!this.requires('AddRevInfo') || typeof wanted !== 'boolean') return;
    const stored = subFilter === 'ETSI.CAdES.detached' && (level === 'B-LT' || level === 'B-LTA');
    if (wanted !== (revocationEmbedded || stored)) throw this.contradicted('AddRevInfo', String(wanted));
  }

  checkDocumentLock(field: SignatureField, certify: Certification | undefined): void {
    if (!this.requires('LockDocument')) return;
    const wanted = this.value('LockDocument');
    const lock = this.document.dict(field.dict, 'Lock');
    const locks = certify === 1 || (lock !== null && this.document.value(lock, 'P') === 1);
    const stated = wanted instanceof PdfName ? wanted.value : String(wanted);
    if (stated === 'auto' || stated === 'null') return;
    if (stated !== 'true' && stated !== 'false') throw this.unsupported('/LockDocument');
    if ((stated === 'true') !== locks) throw this.contradicted('LockDocument', stated);
  }

  private requires(key: keyof typeof REQUIRED): boolean {
    return (this.flags & REQUIRED[key]) !== 0;
  }

  private value(key: string): PdfObject {
    return this.document.value(this.dict, key);
  }

  private names(key: string): string[] {
    return this.items(key).flatMap((item) => (item instanceof PdfName ? item.value : []));
  }

  private texts(key: string): string[] {
    return this.items(key).flatMap((item) => (item instanceof PdfString ? pdfText(item).normalize('NFC') : []));
  }

  private items(key: string): PdfObject[] {
    return (this.document.array(this.dict, key) ?? []).map((item) => this.document.resolve(item));
  }

  private unsupported(condition: string): Fault {
    return new Fault('signing.seed-unsupported', { field: this.field, condition });
  }

  private contradicted(key: string, wanted: string): Fault {
    return new Fault('signing.seed-contradicted', { field: this.field, condition: `/${key}`, wanted });
  }
}
