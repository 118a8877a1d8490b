/** What a clerk does next with a checked file, by the codes of its reasons. */
import type { FileReport } from '../../contracts/verification.js';

export const nextSteps = [
  'ask-original',
  'contact-signer',
  'compare-original',
  'do-not-use',
  'training',
  'check-online',
  'check-clock',
  'allow-server',
  'ask-administrator',
  'ask-new-signature',
  'wait',
  'ask-signed',
  'ask-signed-by-person',
  'accept-own-root',
  'accept',
] as const;
export type NextStep = (typeof nextSteps)[number];

/** The first that applies to one of the file's reasons. */
const byReason: readonly (readonly [NextStep, ReadonlySet<string>])[] = [
  [
    'ask-original',
    new Set([
      'file-rewritten',
      'file-rewritten-between',
      'signature-removed',
      'signature-remnant',
      'range-outside-file',
      'contents-misplaced',
      'gap-is-not-contents',
      'not-a-revision',
      'digest-mismatch',
      'changed-illegally',
      'mark-covers-content',
    ]),
  ],
  [
    'contact-signer',
    new Set([
      'certificate-revoked',
      'ca-revoked',
      'certificate-revoked-unproven',
      'ca-revoked-unproven',
      'certificate-on-hold',
    ]),
  ],
  ['compare-original', new Set(['mark-over-content', 'mark-unattributed', 'mark-by-stranger', 'marks-unread'])],
  ['training', new Set(['training-signature'])],
  ['check-clock', new Set(['certificate-not-yet-valid'])],
  ['ask-administrator', new Set(['no-chain', 'chain-broken', 'sha1-unavailable'])],
  [
    'ask-new-signature',
    new Set([
      'certificate-expired',
      'sha1-digest',
      'weak-algorithm',
      'signer-not-entitled',
      'signer-certificate-missing',
      'signing-certificate-absent',
    ]),
  ],
];

const mending: ReadonlySet<NextStep> = new Set([
  'check-online',
  'check-clock',
  'allow-server',
  'ask-administrator',
  'ask-new-signature',
]);

/** What servers can still settle: the file was checked with a network, and says of each that it did not answer. */
const askable: readonly string[] = ['revocation-unknown', 'no-chain'];

/**
 * Steps that the network leaves. Where every server has answered and revocation is still unknown (a list of today says
 * nothing of what expired before), asking again would change nothing.
 */
const networkSteps = (codes: readonly string[]): NextStep[] => {
  if (!codes.some((code) => askable.includes(code))) return [];
  const steps: NextStep[] = [
    ...(codes.includes('server-silent') || codes.includes('network-needed') ? ['check-online' as const] : []),
    ...(codes.includes('address-refused') ? ['allow-server' as const] : []),
  ];
  if (steps.length > 0 || codes.includes('certificate-expired')) return steps;
  return ['ask-administrator'];
};

const inOrder = (steps: ReadonlySet<NextStep>): NextStep[] => nextSteps.filter((step) => steps.has(step));

/** What to do now, the most pressing first; three things at most, as nobody reads more. */
export const stepsFor = ({ verdict, error, reasons, warnings, signatures }: FileReport): NextStep[] => {
  // Its sentence says itself what to do.
  if (error) return [];
  const codes = [
    ...reasons,
    ...warnings,
    ...signatures.filter((one) => one.verdict !== 'valid').flatMap((one) => one.reasons),
  ].map(({ code }) => code);
  const wanted = inOrder(
    new Set([
      ...byReason.filter(([, causes]) => codes.some((code) => causes.has(code))).map(([step]) => step),
      ...networkSteps(codes),
    ]),
  );
  switch (verdict) {
    case 'valid':
      return signatures.some(({ trust }) => trust.scheme === 'user-added') ? ['accept-own-root'] : ['accept'];
    case 'unsigned':
      if (wanted.includes('ask-original')) return ['ask-original'];
      return signatures.length > 0 ? ['ask-signed-by-person'] : ['ask-signed'];
    case 'invalid': {
      // What the network or a new certificate would settle cannot mend a broken signature.
      const grave = wanted.filter((step) => !mending.has(step));
      return grave.length > 0 ? grave.slice(0, 3) : ['do-not-use'];
    }
    case 'indeterminate':
      return wanted.length > 0 ? wanted.slice(0, 3) : ['wait'];
  }
};
