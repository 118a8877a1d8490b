/** What is remembered of marks that were moved by hand: by template, to be forgotten one by one or all at once. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfficePreset } from '../../contracts/records.js';
import { markRoleSchema } from '../../contracts/records.js';
import { shownText } from '../../contracts/shown-text.js';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: '8px 12px', alignItems: 'center' },
  minor: { color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: '8px 0 0', padding: 0, display: 'flex', flexDirection: 'column' },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    padding: '4px 0',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  texts: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  template: { display: 'block', fontWeight: tokens.fontWeightSemibold },
});

type Corrections = OfficePreset['corrections'];

interface PresetsCorrectionsProps {
  readonly corrections: Corrections;
  readonly onChange: (corrections: Corrections) => void;
}

/** The key as people read it: `sở nội vụ|tờ trình|600x840` as `Sở nội vụ · tờ trình`; another size of page shows. */
const useTemplateName = (keys: readonly string[]) => {
  const nameOf = (key: string): string => {
    const [agency = '', type = ''] = key.split('|');
    const words = [agency, type].filter((part) => part !== '').join(' · ');
    return shownText(words.slice(0, 1).toLocaleUpperCase('vi') + words.slice(1));
  };
  const names = keys.map(nameOf);
  return (key: string): string => {
    const name = nameOf(key);
    const size = key.split('|')[2] ?? '';
    return names.filter((one) => one === name).length > 1 ? `${name} (${size.replace('x', ' × ')} pt)` : name;
  };
};

export function PresetsCorrections({ corrections, onChange }: PresetsCorrectionsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const list = useRef<HTMLDivElement>(null);
  // The one that was corrected last stands first.
  const templates = Object.keys(corrections).reverse();
  const nameOf = useTemplateName(templates);
  const rolesOf = (template: string): string =>
    markRoleSchema.options
      .filter((role) => corrections[template]?.[role] !== undefined)
      .map((role) => t(`records.role.${role}`))
      .join(', ');
  const forget = (template: string): void => {
    onChange(Object.fromEntries(Object.entries(corrections).filter(([key]) => key !== template)));
    // The button is gone with its line.
    list.current?.focus();
  };
  return (
    <div ref={list} tabIndex={-1}>
      <div className={styles.row}>
        <span className={styles.minor}>
          {templates.length === 0
            ? t('presets.correctionsNone')
            : t('presets.corrections', { count: templates.length })}
        </span>
        {templates.length > 0 && (
          <Button
            icon={<DeleteRegular />}
            onClick={() => {
              onChange({});
              list.current?.focus();
            }}
          >
            {t('presets.correctionsForget')}
          </Button>
        )}
      </div>
      {templates.length > 0 && (
        <ul className={styles.list}>
          {templates.map((template) => (
            <li key={template} className={styles.item}>
              <span className={styles.texts}>
                <span className={styles.template}>{nameOf(template)}</span>
                <span className={styles.minor}>{rolesOf(template)}</span>
              </span>
              <Button
                size="small"
                appearance="subtle"
                icon={<DeleteRegular />}
                aria-label={t('presets.correctionForget', { name: nameOf(template) })}
                onClick={() => forget(template)}
              >
                {t('presets.correctionForgetShort')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
