/** The document as each person signed it. */
import { makeStyles } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import type { FileReport } from '../../contracts/verification.js';
import { Notice } from '../ui/notice.js';
import { PdfPreview } from '../ui/pdf-preview.js';
import { MarkOverlay, type PageComparison } from './mark-overlay.js';
import { RevisionBar } from './revision-bar.js';
import { type Step, stepsOf } from './revisions.js';

const useStyles = makeStyles({
  note: { padding: '8px 12px 0', flexShrink: 0 },
  view: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, minWidth: 0 },
});

/** Which revision and page the person looks at. */
export interface Look {
  /** Null: the document as it is now. */
  readonly end: number | null;
  readonly page: number;
}

interface RevisionViewProps {
  readonly document: DocumentInfo;
  /** Null as long as it is being checked. */
  readonly report: FileReport | null;
  readonly password: string | undefined;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
}

/** What a revision put on the pages comes into sight with it. */
const pageFor = ({ marks }: Step, page: number): number =>
  marks.length === 0 || marks.some(({ mark }) => mark.page === page) ? page : (marks[0]?.mark.page ?? page);

export function RevisionView({ document, report, password, look, onLook }: RevisionViewProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const steps = useMemo(() => (report ? stepsOf(report) : []), [report]);
  const [marked, setMarked] = useState(true);
  const [before, setBefore] = useState(false);
  const [comparison, setComparison] = useState<PageComparison | null>(null);
  const step = steps.find(({ end }) => end === look.end) ?? steps.at(-1);
  const previous = step && steps[step.number - 2];
  const shownStep = before && previous ? previous : step;
  // The last revision is the whole file, in most cases: it need not be opened once more when the report comes.
  const end = shownStep === undefined || shownStep.end === document.size ? undefined : shownStep.end;
  const source = { id: document.id, password };
  const goTo = (to: Step): void => {
    setBefore(false);
    setComparison(null);
    onLook({ end: to.end, page: pageFor(to, look.page) });
  };
  return (
    <div className={styles.view}>
      {step && (
        <RevisionBar
          steps={steps}
          step={step}
          onStep={goTo}
          marked={marked}
          onMarked={setMarked}
          before={before && previous !== undefined}
          onBefore={setBefore}
          comparison={comparison}
          onPage={(page) => onLook({ end: step.end, page })}
        />
      )}
      {steps.length === 0 && (
        <div className={styles.note}>
          <Notice intent="info">{t('verify.pictureNote')}</Notice>
        </div>
      )}
      <PdfPreview
        documentId={document.id}
        name={document.name}
        password={password}
        end={end}
        page={look.page}
        onPage={(page) => onLook({ ...look, page })}
        {...(step &&
          marked &&
          !before && {
            overlay: (shown) =>
              shown.end === end && (
                <MarkOverlay
                  shown={shown}
                  marks={step.marks}
                  fields={step.fields}
                  earlier={steps.slice(0, step.number - 1).flatMap(({ marks }) => marks)}
                  before={previous ? { ...source, end: previous.end } : null}
                  onCompared={setComparison}
                />
              ),
          })}
      />
    </div>
  );
}
