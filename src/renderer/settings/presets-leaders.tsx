/** Those who sign, with the pictures of their signatures. */
import { Button, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DeleteRegular, PersonAddRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { PresetsImage } from './presets-image.js';
import { type DraftLeader, freshLeader, leaderProblem, mostLeaders } from './presets-rules.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '12px' },
  leader: {
    display: 'flex',
    flexDirection: 'column',
    gap: '10px',
    padding: '12px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  head: { display: 'flex', flexWrap: 'wrap', gap: '8px 12px', alignItems: 'flex-end' },
  name: { flexGrow: 1, flexBasis: '220px', maxWidth: '420px', minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  images: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(300px, 100%), 1fr))',
    gap: '12px 24px',
  },
  image: { display: 'flex', flexDirection: 'column', gap: '6px', minWidth: 0 },
  add: { alignSelf: 'flex-start' },
});

interface LeaderProps {
  readonly leader: DraftLeader;
  /** From 1. */
  readonly position: number;
  readonly problem: 'name-empty' | 'name-twice' | null;
  readonly onChange: (changes: Partial<DraftLeader>) => void;
  readonly onRemove: () => void;
}

function Leader({ leader, position, problem, onChange, onRemove }: LeaderProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const shownName = leader.name.trim() || t('presets.leader', { position });
  return (
    <li className={styles.leader}>
      <div className={styles.head}>
        <Field
          className={styles.name}
          label={t('presets.leaderName', { position })}
          {...(problem && {
            validationState: 'error',
            validationMessage: t(problem === 'name-empty' ? 'presets.leaderNameEmpty' : 'presets.leaderNameTwice'),
          })}
        >
          <Input value={leader.name} maxLength={100} onChange={(_, { value }) => onChange({ name: value })} />
        </Field>
        <Button appearance="subtle" icon={<DeleteRegular />} onClick={onRemove}>
          {t('presets.leaderRemove', { name: shownName })}
        </Button>
      </div>
      <div className={styles.images}>
        {(['signature', 'initials'] as const).map((use) => (
          <div key={use} className={styles.image}>
            <Text weight="semibold">{t(`presets.${use}`)}</Text>
            <PresetsImage
              use={use}
              name={t(`presets.${use}Of`, { name: shownName })}
              image={leader[use]}
              onChange={(image) => onChange({ [use]: image })}
            />
          </div>
        ))}
      </div>
    </li>
  );
}

interface PresetsLeadersProps {
  readonly leaders: readonly DraftLeader[];
  readonly tried: boolean;
  readonly onChange: (leaders: readonly DraftLeader[]) => void;
}

export function PresetsLeaders({ leaders, tried, onChange }: PresetsLeadersProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <>
      {leaders.length > 0 && (
        <ol className={styles.list}>
          {leaders.map((leader, index) => (
            <Leader
              key={leader.key}
              leader={leader}
              position={index + 1}
              problem={tried ? leaderProblem(leaders, index) : null}
              onChange={(changes) =>
                onChange(leaders.map((one) => (one.key === leader.key ? { ...one, ...changes } : one)))
              }
              onRemove={() => onChange(leaders.filter(({ key }) => key !== leader.key))}
            />
          ))}
        </ol>
      )}
      <Button
        className={styles.add}
        icon={<PersonAddRegular />}
        disabled={leaders.length >= mostLeaders}
        onClick={() => onChange([...leaders, freshLeader()])}
      >
        {t('presets.leaderAdd')}
      </Button>
    </>
  );
}
