/** Who is signed in where, what the last contact came to, when the next one is, and the way out. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { PersonRegular, SignOutRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { ServerState } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { useSignOut } from '../queue/use-queue.js';
import { formatMinute } from '../ui/format.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px', flexShrink: 0 },
  icon: { fontSize: '20px', color: tokens.colorNeutralForeground2, flexShrink: 0 },
  texts: { display: 'flex', flexDirection: 'column', flexGrow: 1, flexBasis: '240px', minWidth: 0 },
  who: { overflowWrap: 'anywhere' },
  minor: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

interface ServerLineProps {
  readonly server: ServerState;
  /** What went wrong stands on the page already. */
  readonly told: boolean;
  readonly onSignedOut: () => void;
}

export function ServerLine({ server, told, onSignedOut }: ServerLineProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const signOut = useSignOut();
  const { signedInAs, url, lastContact, nextTry, sessionKept } = server;
  const words = { server: url ?? '', name: signedInAs ?? '' };
  const error = signOut.error ? sentenceOf(signOut.error) : told ? null : lastContact?.error;
  const facts = [
    ...(lastContact && !lastContact.error ? [t('server.contactAt', { time: formatMinute(lastContact.at) })] : []),
    ...(nextTry ? [t('server.nextTry', { time: formatMinute(nextTry) })] : []),
    ...(sessionKept === false ? [t('server.sessionNotKept')] : []),
  ];
  return (
    <>
      {error && <Notice intent="warning">{sentence(error)}</Notice>}
      <section className={styles.line} aria-label={t('server.session')}>
        <PersonRegular className={styles.icon} />
        <div className={styles.texts}>
          <Text className={styles.who}>{t(signedInAs ? 'server.signedInAs' : 'server.signedIn', words)}</Text>
          {facts.length > 0 && (
            <Text size={200} className={styles.minor}>
              {facts.join(' ')}
            </Text>
          )}
        </div>
        <Button
          appearance="subtle"
          icon={<SignOutRegular />}
          disabled={signOut.isPending}
          onClick={() => signOut.mutate(undefined, { onSuccess: onSignedOut })}
        >
          {t('server.signOut')}
        </Button>
      </section>
    </>
  );
}
