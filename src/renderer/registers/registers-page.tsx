/** Sổ văn bản: what was issued and received in a year, and the numbers that are on their way. */
import { Button, makeStyles, Select, Spinner, Tab, TabList } from '@fluentui/react-components';
import { ArrowExportRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { tiny } from '../ui/tiny.js';
import { HeldView } from './held-view.js';
import { RegisterView } from './register-view.js';
import { useExport, useHeld, useRegistersRefresh } from './use-registers.js';

const useStyles = makeStyles({
  // The words of the first one line up with the heading.
  tabs: { flexShrink: 0, flexWrap: 'wrap', marginInlineStart: '-12px', [tiny]: { marginInlineStart: 0 } },
  year: { minWidth: '96px' },
});

/** Each keeps what was searched in it while another one is looked at. */
const tabs = ['outgoing', 'incoming', 'held'] as const;
type RegistersTab = (typeof tabs)[number];

const yearsShown = 10;
const yearsUntil = (last: number): number[] => Array.from({ length: yearsShown }, (_, index) => last - index);

interface HeadProps {
  readonly tab: RegistersTab;
  readonly year: number;
  readonly onYear: (year: number) => void;
  readonly exporting: ReturnType<typeof useExport>;
}

function Head({ tab, year, onYear, exporting }: HeadProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <PageHeader title={t('registers.title')} subtitle={t('registers.subtitle')}>
      {tab !== 'held' && (
        <>
          <Select
            className={styles.year}
            aria-label={t('registers.year')}
            value={String(year)}
            onChange={(_, { value }) => onYear(Number(value))}
          >
            {yearsUntil(new Date().getFullYear()).map((one) => (
              <option key={one} value={one}>
                {t('registers.yearOf', { year: String(one) })}
              </option>
            ))}
          </Select>
          <Button
            icon={exporting.isPending ? <Spinner size="extra-tiny" /> : <ArrowExportRegular />}
            disabled={exporting.isPending}
            onClick={() => exporting.mutate({ direction: tab, year, series: null })}
          >
            {t('registers.export')}
          </Button>
        </>
      )}
    </PageHeader>
  );
}

function Registers({ shown }: { readonly shown: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const [tab, setTab] = useState<RegistersTab>('outgoing');
  const [year, setYear] = useState(() => new Date().getFullYear());
  const held = useHeld(shown);
  const exporting = useExport();
  useRegistersRefresh();
  const label = (name: RegistersTab): string =>
    name === 'held' && held.data && held.data.length > 0
      ? t('registers.heldCount', { count: held.data.length })
      : t(`registers.tab.${name}`);
  return (
    <>
      <Head tab={tab} year={year} onYear={setYear} exporting={exporting} />
      <TabList
        className={styles.tabs}
        selectedValue={tab}
        onTabSelect={(_, { value }) => setTab(tabs.find((name) => name === value) ?? 'outgoing')}
        aria-label={t('registers.title')}
      >
        {tabs.map((name) => (
          <Tab key={name} value={name} id={`registers-tab-${name}`} aria-controls={`registers-panel-${name}`}>
            {label(name)}
          </Tab>
        ))}
      </TabList>
      {exporting.error && <Notice intent="error">{sentence(sentenceOf(exporting.error))}</Notice>}
      {exporting.data === true && (
        <Notice intent="success" onDismiss={exporting.reset}>
          {t('registers.exported')}
        </Notice>
      )}
      <RegisterView key={`outgoing-${year}`} direction="outgoing" year={year} shown={shown && tab === 'outgoing'} />
      <RegisterView key={`incoming-${year}`} direction="incoming" year={year} shown={shown && tab === 'incoming'} />
      <HeldView held={held} shown={tab === 'held'} />
    </>
  );
}

export function RegistersPage({ hidden }: { readonly hidden: boolean }) {
  const { t } = useTranslation();
  const page = usePageStyles();
  return (
    <main className={page.page} hidden={hidden} aria-label={t('registers.title')}>
      <Registers shown={!hidden} />
    </main>
  );
}
