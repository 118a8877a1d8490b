/** A signature down to object, byte and certificate, for those who check the check. */
import { makeStyles, Tree, TreeItem, TreeItemLayout, tokens } from '@fluentui/react-components';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { issuerName } from '../../contracts/issuer-name.js';
import { shownText } from '../../contracts/shown-text.js';
import type {
  CertificateFacts,
  RevocationFacts,
  SignatureDetails,
  SignatureReport,
  StatedLevel,
} from '../../contracts/verification.js';
import { formatDate, formatDateTime } from '../ui/format.js';

const useStyles = makeStyles({
  leaf: { minHeight: '26px', height: 'auto', paddingBlock: '1px', alignItems: 'flex-start', cursor: 'default' },
  text: { overflowWrap: 'anywhere', whiteSpace: 'normal', userSelect: 'text' },
  name: { color: tokens.colorNeutralForeground2 },
  // Digits and hexadecimal, not sentences.
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

interface Leaf {
  readonly name: string;
  readonly value: string;
}

interface Branch {
  readonly name: string;
  readonly children: readonly Node[];
}

type Node = Leaf | Branch;

const leaf = (name: string, value: string | null): Leaf[] => (value === null || value === '' ? [] : [{ name, value }]);
const grouped = (count: number): string => new Intl.NumberFormat('vi-VN').format(count);

const fileBranch = (signature: SignatureReport, details: SignatureDetails, t: TFunction): Branch => {
  const { byteRange, contents, object, subFilter } = details;
  const [, , , tail] = byteRange;
  return {
    name: t('verify.tree.file'),
    children: [
      ...leaf(t('verify.tree.field'), signature.field),
      { name: t('verify.tree.object'), value: object === null ? t('verify.tree.direct') : `${object} 0 R` },
      ...leaf('/SubFilter', subFilter),
      ...leaf('/ByteRange', tail === undefined ? null : `[${byteRange.join(' ')}]`),
      ...leaf(
        '/Contents',
        contents &&
          t('verify.tree.bytes', {
            from: grouped(contents.start),
            to: grouped(contents.end),
            count: grouped(contents.end - contents.start),
          }),
      ),
      ...leaf(
        t('verify.tree.covered'),
        signature.coveredBytes === null
          ? null
          : t('verify.tree.coveredBytes', { count: grouped(signature.coveredBytes) }),
      ),
      {
        name: t('verify.coverage'),
        value: signature.coversWholeFile ? t('verify.coversAll') : t('verify.coversPart'),
      },
      ...leaf(
        t('verify.certification'),
        signature.certification && t(`verify.certificationValue.${signature.certification}`),
      ),
      { name: t('verify.changes'), value: t(`verify.changesValue.${signature.changesAfter}`) },
    ],
  };
};

const levelText = (level: StatedLevel, t: TFunction): string => (level === 'CMS' ? t('verify.noLevel') : level);

const cmsBranch = (signature: SignatureReport, details: SignatureDetails, t: TFunction): Branch => ({
  name: t('verify.tree.cms'),
  children: [
    ...leaf(t('verify.digest'), signature.digest),
    ...leaf(t('verify.algorithm'), signature.signatureAlgorithm),
    ...leaf(
      t('verify.tree.ess'),
      details.signingCertificate && t(`verify.tree.essValue.${details.signingCertificate}`),
    ),
    ...leaf(t('verify.level'), signature.kind === 'signature' ? levelText(signature.level, t) : null),
    {
      name: t('verify.indication'),
      value: [signature.indication, signature.subIndication].filter((part) => part !== null).join(' / '),
    },
    ...leaf(t('verify.claimedTimeRaw'), signature.claimedTime),
  ],
});

const answerLeaf = (answer: RevocationFacts, t: TFunction): Leaf => ({
  name: answer.source === 'ocsp' ? 'OCSP' : 'CRL',
  value: [
    t(`verify.tree.answer.${answer.status}`),
    answer.why,
    answer.revokedAt && t('verify.tree.revokedAt', { time: formatDateTime(answer.revokedAt) }),
    answer.thisUpdate && t('verify.tree.issued', { time: formatDateTime(answer.thisUpdate) }),
    answer.nextUpdate && t('verify.tree.until', { time: formatDateTime(answer.nextUpdate) }),
  ]
    .filter((part) => part !== null && part !== '')
    .join('; '),
});

const certificateBranch = (
  certificate: CertificateFacts,
  answers: readonly RevocationFacts[],
  t: TFunction,
): Branch => ({
  name: issuerName(certificate.subject),
  children: [
    { name: t('verify.tree.subject'), value: certificate.subject },
    { name: t('verify.issuerFull'), value: certificate.issuer },
    { name: t('verify.serial'), value: certificate.serial },
    {
      name: t('verify.tree.validity'),
      value: `${formatDate(certificate.notBefore)} – ${formatDate(certificate.notAfter)}`,
    },
    { name: t('verify.fingerprint'), value: certificate.fingerprint },
    ...answers.filter((one) => one.certificate === certificate.fingerprint).map((one) => answerLeaf(one, t)),
  ],
});

const timestampBranch = ({ timestamp }: SignatureDetails, t: TFunction): Branch[] =>
  timestamp === null
    ? []
    : [
        {
          name: t('verify.timestamp'),
          children: [
            { name: t('verify.tree.stampedAt'), value: formatDateTime(timestamp.time) },
            ...leaf(t('verify.stampAuthority'), timestamp.authority),
            ...leaf(t('verify.tree.imprint'), timestamp.imprintDigest),
            {
              name: t('verify.tree.matches'),
              value: t(timestamp.imprintMatches ? 'verify.tree.yes' : 'verify.tree.no'),
            },
            { name: t('verify.tree.trusted'), value: t(timestamp.trusted ? 'verify.tree.yes' : 'verify.tree.no') },
          ],
        },
      ];

/** The tree of one signature: file, CMS, certificates with what is known of their revocation, timestamp. */
export const technicalNodes = (signature: SignatureReport, t: TFunction): Node[] => {
  const { details } = signature;
  if (details === undefined) return [];
  return [
    fileBranch(signature, details, t),
    cmsBranch(signature, details, t),
    {
      name: t('verify.tree.chain', { count: details.chain.length }),
      children: details.chain.map((certificate) => certificateBranch(certificate, details.revocation, t)),
    },
    ...timestampBranch(details, t),
  ];
};

const isCode = (value: string): boolean => /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value);

function NodeItem({ node, path }: { readonly node: Node; readonly path: string }) {
  const styles = useStyles();
  if ('value' in node) {
    return (
      <TreeItem itemType="leaf" value={path}>
        <TreeItemLayout className={styles.leaf}>
          <span className={styles.text}>
            <span className={styles.name}>{shownText(node.name)}: </span>
            <span className={isCode(node.value) ? styles.code : undefined}>{shownText(node.value)}</span>
          </span>
        </TreeItemLayout>
      </TreeItem>
    );
  }
  return (
    <TreeItem itemType="branch" value={path}>
      <TreeItemLayout>
        <span className={styles.text}>{shownText(node.name)}</span>
      </TreeItemLayout>
      <Nodes nodes={node.children} path={path} />
    </TreeItem>
  );
}

function Nodes({ nodes, path }: { readonly nodes: readonly Node[]; readonly path: string }) {
  return (
    <Tree>
      {nodes.map((node, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report is replaced whole; a name may come twice
        <NodeItem key={index} node={node} path={`${path}.${index}`} />
      ))}
    </Tree>
  );
}

export function TechnicalTree({ signature }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  return (
    <Tree aria-label={t('verify.technical')} size="small" defaultOpenItems={['.0']}>
      {technicalNodes(signature, t).map((node, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <NodeItem key={index} node={node} path={`.${index}`} />
      ))}
    </Tree>
  );
}
