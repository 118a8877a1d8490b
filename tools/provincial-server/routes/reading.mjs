/** Parts of requests that several routes read alike. */
import { ApiError } from '../errors.mjs';

export const idParams = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
};
export const key = { type: 'string', pattern: '^[A-Za-z0-9_-]{16,64}$' };
export const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
export const documentIds = {
  type: 'array',
  minItems: 1,
  maxItems: 500,
  items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
};

/** @param {object} properties @param {string[]} [required] default: all of them */
export const closedObject = (properties, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});

/** RFC 9530 section 2: a dictionary of byte sequences; this server asks for sha-256. */
export const digestOf = (/** @type {string | undefined} */ header) => {
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')?.[1];
  if (base64 === undefined) throw new ApiError('request-malformed');
  return Buffer.from(base64, 'base64').toString('hex');
};

/** The version in `If-Match: "7"` (RFC 9110 13.1.1). Faults: 428 `version-required` without it (RFC 6585 3). */
export const versionOf = (/** @type {string | undefined} */ header) => {
  if (header === undefined) throw new ApiError('version-required');
  const version = /^"([1-9][0-9]{0,14})"$/.exec(header)?.[1];
  if (version === undefined) throw new ApiError('request-malformed');
  return Number(version);
};

/** `Kyso-Journal: <seq>:<head>`. Faults: 428 `journal-required` without it. */
export const journalOf = (/** @type {string | undefined} */ header) => {
  if (header === undefined) throw new ApiError('journal-required');
  const [, seq, head] = /^([0-9]{1,15}):([0-9a-f]{64})$/.exec(header) ?? [];
  if (head === undefined) throw new ApiError('request-malformed');
  return { seq: Number(seq), head };
};
