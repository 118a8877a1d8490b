/** Which cipher applies to which data (ISO 32000-2 7.6.3, 7.6.6). */
import { Fault } from '../../../contracts/faults/index.js';
import { broken } from '../limits.js';
import { isName, PdfDict, PdfName, type PdfObject } from '../objects.js';

export type CryptMethod = 'identity' | 'rc4' | 'aes-128' | 'aes-256';

export interface CryptFilters {
  /** Of strings, of streams, and of embedded files, where a stream names no filter of its own. */
  readonly strings: CryptMethod;
  readonly streams: CryptMethod;
  readonly embeddedFiles: CryptMethod;
  /** Whether the metadata stream is encrypted like the others. */
  readonly metadata: boolean;
  /** By name, for streams with a /Crypt filter; null before /V 4, which has none. */
  readonly named: ((name: string) => CryptMethod) | null;
}

type Resolve = (object: PdfObject) => PdfObject;

/** For /V 1 and 2. */
export const RC4_THROUGHOUT: CryptFilters = {
  strings: 'rc4',
  streams: 'rc4',
  embeddedFiles: 'rc4',
  metadata: true,
  named: null,
};

/** For /V 4 and 5. @throws Fault `pdf.encryption-unsupported`, `pdf.broken` */
export const readCryptFilters = (encrypt: PdfDict, version: 4 | 5, metadata: boolean): CryptFilters => {
  const named = (name: string): CryptMethod => namedMethod(encrypt.get('CF'), version, name);
  const standard = (key: string, fallback: CryptMethod): CryptMethod => {
    const name = encrypt.get(key);
    return name instanceof PdfName ? named(name.value) : fallback;
  };
  const streams = standard('StmF', 'identity');
  const strings = standard('StrF', 'identity');
  return { strings, streams, embeddedFiles: standard('EFF', streams), metadata, named };
};

const namedMethod = (filters: PdfObject, version: 4 | 5, name: string): CryptMethod => {
  if (name === 'Identity') return 'identity';
  const filter = filters instanceof PdfDict ? filters.get(name) : null;
  if (!(filter instanceof PdfDict)) throw broken(`crypt filter /${name}`);
  const method = filter.get('CFM');
  if (version === 4 && isName(method, 'V2')) return 'rc4';
  if (version === 4 && isName(method, 'AESV2')) return 'aes-128';
  if (version === 5 && isName(method, 'AESV3')) return 'aes-256';
  throw new Fault('pdf.encryption-unsupported', { detail: method instanceof PdfName ? `CFM ${method.value}` : 'CFM' });
};

/** The method of a stream with this dictionary. Cross-reference streams are never encrypted (7.5.8.2). */
export const streamMethod = (filters: CryptFilters, dict: PdfDict, resolve: Resolve): CryptMethod => {
  const type = resolve(dict.get('Type'));
  if (isName(type, 'XRef')) return 'identity';
  const own = filters.named && cryptFilterName(dict, resolve);
  if (filters.named && own !== null) return filters.named(own);
  if (isName(type, 'Metadata') && !filters.metadata) return 'identity';
  return isName(type, 'EmbeddedFile') ? filters.embeddedFiles : filters.streams;
};

/** The name in the /Crypt filter of a stream, which has to come first (7.4.10); null when it has none. */
const cryptFilterName = (dict: PdfDict, resolve: Resolve): string | null => {
  const first = (key: string): PdfObject => {
    const value = resolve(dict.get(key));
    return Array.isArray(value) ? resolve(value[0] ?? null) : value;
  };
  if (!isName(first('Filter'), 'Crypt')) return null;
  const parameters = first('DecodeParms');
  const name = parameters instanceof PdfDict ? resolve(parameters.get('Name')) : null;
  return name instanceof PdfName ? name.value : 'Identity';
};
