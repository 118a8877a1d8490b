/** Certificate extensions (RFC 5280 4.2) that decide something here; of the others only whether they are critical. */
import { Fault } from '../../contracts/faults/index.js';
import { Asn1, contextTag, tags, toHex } from './asn1.js';
import { type Name, readName } from './name.js';
import { oids } from './oids.js';
import type { PolicyFacts, PolicyMapping } from './policies.js';

const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsageNames)[number];

/** One subtree of a name constraint; `directory` is null for every form of name but directoryName. */
export interface Subtree {
  /** Context tag number of the GeneralName choice. */
  readonly form: number;
  readonly directory: Name | null;
}

export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

export interface Extensions extends PolicyFacts {
  readonly keyUsage: ReadonlySet<KeyUsage> | null;
  /** Object identifiers of the purposes; null where the extension is absent. */
  readonly extendedKeyUsage: readonly string[] | null;
  readonly extendedKeyUsageCritical: boolean;
  /** id-pkix-ocsp-nocheck: nobody has to ask whether this OCSP responder is revoked (RFC 6960 4.2.2.2.1). */
  readonly ocspNoCheck: boolean;
  readonly isCa: boolean;
  readonly pathLength: number | null;
  readonly nameConstraints: NameConstraints | null;
  readonly alternativeNames: readonly Subtree[];
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  /** http(s) addresses of complete CRLs: no reasons subset, no other issuer (RFC 5280 4.2.1.13). */
  readonly crlUrls: readonly string[];
  readonly ocspUrls: readonly string[];
  readonly issuerUrls: readonly string[];
  /** Critical extensions that this product does not process: a path with one is refused (RFC 5280 6.1.4 (o)). */
  readonly unknownCritical: readonly string[];
}

interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

const processed: ReadonlySet<string> = new Set([
  oids.subjectKeyIdentifier,
  oids.keyUsage,
  oids.subjectAltName,
  oids.basicConstraints,
  oids.nameConstraints,
  oids.crlDistributionPoints,
  oids.certificatePolicies,
  oids.policyMappings,
  oids.policyConstraints,
  oids.inhibitAnyPolicy,
  oids.authorityKeyIdentifier,
  oids.extendedKeyUsage,
  oids.authorityInfoAccess,
  oids.ocspNoCheck,
]);

const malformed = (detail: string): Fault => new Fault('pki.asn1-malformed', { detail });

/** Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue }; none may occur twice (RFC 5280 4.2). */
export const readRawExtensions = (nodes: readonly Asn1[]): readonly RawExtension[] => {
  const found = nodes.map((node) => {
    const cursor = node.sequence();
    const oid = cursor.next().oid();
    const critical = cursor.optional(tags.boolean)?.boolean() ?? false;
    return { oid, critical, value: cursor.next().octets() };
  });
  if (new Set(found.map((extension) => extension.oid)).size !== found.length) throw malformed('repeated extension');
  return found;
};

/** GeneralName choices (RFC 5280 4.2.1.6) that matter here. */
const directoryForm = 4;
const uriForm = 6;

const readGeneralName = (node: Asn1): Subtree => {
  const form = node.tag & 0x1f;
  return { form, directory: form === directoryForm ? readName(Asn1.parse(node.content)) : null };
};

const readSubtrees = (node: Asn1 | null): Subtree[] =>
  (node?.children ?? []).map((subtree) => {
    const cursor = subtree.sequence();
    const name = readGeneralName(cursor.next());
    // RFC 5280 4.2.1.10: minimum is 0 and maximum absent; anything else cannot be processed.
    if (cursor.rest().length > 0) throw malformed('name constraint');
    return name;
  });

const readNameConstraints = (value: Asn1): NameConstraints => {
  const cursor = value.sequence();
  const permitted = readSubtrees(cursor.optional(contextTag(0, true)));
  return { permitted, excluded: readSubtrees(cursor.optional(contextTag(1, true))) };
};

const readBasicConstraints = (value: Asn1): { isCa: boolean; pathLength: number | null } => {
  const cursor = value.sequence();
  const isCa = cursor.optional(tags.boolean)?.boolean() ?? false;
  const pathLength = cursor.optional(tags.integer)?.smallInteger() ?? null;
  return { isCa, pathLength: isCa ? pathLength : null };
};

const httpUrl = (node: Asn1): string[] => {
  if (node.tag !== contextTag(uriForm, false)) return [];
  const text = Buffer.from(node.content).toString('latin1');
  return /^https?:\/\/[\x21-\x7e]{1,1000}$/i.test(text) ? [text] : [];
};

const readCrlUrls = (value: Asn1): string[] =>
  value.expect(tags.sequence).children.flatMap((point) => {
    const parts = point.expect(tags.sequence).children;
    const restricted = parts.some((part) => part.tag !== contextTag(0, true));
    const name = parts.find((part) => part.tag === contextTag(0, true))?.children[0];
    return restricted || name === undefined || name.tag !== contextTag(0, true) ? [] : name.children.flatMap(httpUrl);
  });

const readAccess = (value: Asn1 | null, method: string): string[] =>
  (value?.expect(tags.sequence).children ?? []).flatMap((description) => {
    const cursor = description.sequence();
    return cursor.next().oid() === method ? httpUrl(cursor.next()) : [];
  });

/** CertificatePolicies (4.2.1.4); qualifiers are for people and decide nothing. */
const readPolicies = (value: Asn1): string[] =>
  value.expect(tags.sequence).children.map((information) => information.sequence().next().oid());

const readPolicyMappings = (value: Asn1): PolicyMapping[] =>
  value.expect(tags.sequence).children.map((pair) => {
    const cursor = pair.sequence();
    return { issuerDomain: cursor.next().oid(), subjectDomain: cursor.next().oid() };
  });

/** PolicyConstraints (4.2.1.11): SkipCerts under implicit tags. */
const readPolicyConstraints = (value: Asn1): Pick<PolicyFacts, 'requireExplicitPolicy' | 'inhibitPolicyMapping'> => {
  const cursor = value.sequence();
  const skip = (number: number): number | null => {
    const tag = contextTag(number, false);
    return cursor.optional(tag)?.smallInteger(tag) ?? null;
  };
  const constraints = { requireExplicitPolicy: skip(0), inhibitPolicyMapping: skip(1) };
  if (cursor.rest().length > 0) throw malformed('policy constraints');
  return constraints;
};

const noConstraints = { requireExplicitPolicy: null, inhibitPolicyMapping: null };

const readKeyUsage = (value: Asn1): ReadonlySet<KeyUsage> => {
  const bits = value.bits();
  return new Set(keyUsageNames.filter((_, index) => bits.has(index)));
};

const readAuthorityKeyId = (value: Asn1): string | null => {
  const id = value.expect(tags.sequence).children.find((node) => node.tag === contextTag(0, false));
  return id === undefined ? null : toHex(id.content);
};

/** Reads the extension list of a certificate; throws the structure fault of {@link Asn1}. */
export const readExtensions = (nodes: readonly Asn1[]): Extensions => {
  const raw = readRawExtensions(nodes);
  const value = (oid: string): Asn1 | null => {
    const found = raw.find((extension) => extension.oid === oid);
    return found === undefined ? null : Asn1.parse(found.value);
  };
  const map = <T>(oid: string, reader: (node: Asn1) => T): T | null => {
    const node = value(oid);
    return node === null ? null : reader(node);
  };
  const access = value(oids.authorityInfoAccess);
  const constraints = map(oids.basicConstraints, readBasicConstraints);
  return {
    keyUsage: map(oids.keyUsage, readKeyUsage),
    extendedKeyUsage: map(oids.extendedKeyUsage, (node) =>
      node.expect(tags.sequence).children.map((purpose) => purpose.oid()),
    ),
    extendedKeyUsageCritical: raw.some(({ oid, critical }) => oid === oids.extendedKeyUsage && critical),
    ocspNoCheck: raw.some(({ oid }) => oid === oids.ocspNoCheck),
    isCa: constraints?.isCa ?? false,
    pathLength: constraints?.pathLength ?? null,
    nameConstraints: map(oids.nameConstraints, readNameConstraints),
    policies: map(oids.certificatePolicies, readPolicies),
    policyMappings: map(oids.policyMappings, readPolicyMappings) ?? [],
    ...(map(oids.policyConstraints, readPolicyConstraints) ?? noConstraints),
    inhibitAnyPolicy: map(oids.inhibitAnyPolicy, (node) => node.smallInteger()),
    alternativeNames:
      map(oids.subjectAltName, (node) => node.expect(tags.sequence).children.map(readGeneralName)) ?? [],
    subjectKeyId: map(oids.subjectKeyIdentifier, (node) => toHex(node.octets())),
    authorityKeyId: map(oids.authorityKeyIdentifier, readAuthorityKeyId),
    crlUrls: map(oids.crlDistributionPoints, readCrlUrls) ?? [],
    ocspUrls: readAccess(access, oids.ocsp),
    issuerUrls: readAccess(access, oids.caIssuers),
    unknownCritical: raw.flatMap(({ oid, critical }) => (critical && !processed.has(oid) ? [oid] : [])),
  };
};
