/** The main window: rail, the page of the task, status line. Pages stay alive while another one is looked at. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import type { DocumentInfo } from '../contracts/ipc.js';
import { RecordsPage } from './batch/records-page.js';
import { DoctorPage } from './doctor/doctor-page.js';
import { GuideDialog } from './guide/guide-dialog.js';
import { useGuide } from './guide/guide-state.js';
import { PracticeBanner } from './practice/practice-banner.js';
import { usePractice } from './practice/use-practice.js';
import { QueuePage } from './queue/queue-page.js';
import { Rail, type Task } from './rail.js';
import { RegistersPage } from './registers/registers-page.js';
import { SettingsPage } from './settings/settings-page.js';
import { BatchProvider } from './sign/batches.js';
import { SignPage } from './sign/sign-page.js';
import { StatusLine } from './status-line.js';
import { useKeptFocus } from './ui/kept-focus.js';
import { tiny } from './ui/tiny.js';
import { useIntake } from './ui/use-intake.js';
import { VerifyPage } from './verify/verify-page.js';

const useStyles = makeStyles({
  all: { height: '100%', display: 'flex', flexDirection: 'column' },
  window: {
    flexGrow: 1,
    minHeight: 0,
    display: 'flex',
    backgroundColor: tokens.colorNeutralBackground3,
    [tiny]: { flexDirection: 'column' },
  },
  right: {
    flexGrow: 1,
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    [tiny]: { minHeight: 0, overflowY: 'auto' },
  },
});

export function App() {
  const styles = useStyles();
  const [task, setTask] = useState<Task>('sign');
  const verified = useIntake();
  const practising = usePractice().data?.active === true;
  const guide = useGuide(practising);
  const right = useRef<HTMLDivElement>(null);
  const all = useRef<HTMLDivElement>(null);
  useKeptFocus(all);
  // On a tiny screen all pages scroll in one place; each begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of page that scrolls
  useEffect(() => right.current?.scrollTo(0, 0), [task]);
  const verify = (document: DocumentInfo, password: string | undefined): void => {
    verified.take(document, password);
    setTask('verify');
  };
  return (
    <BatchProvider onFound={setTask}>
      <div className={styles.all} ref={all}>
        <PracticeBanner />
        <div className={styles.window}>
          <Rail task={task} onTask={setTask} />
          <div className={styles.right} ref={right}>
            <SignPage hidden={task !== 'sign'} onSettings={() => setTask('settings')} />
            <VerifyPage hidden={task !== 'verify'} intake={verified} />
            <RecordsPage hidden={task !== 'records'} />
            <RegistersPage hidden={task !== 'registers'} />
            <QueuePage hidden={task !== 'queue'} onVerify={verify} />
            <DoctorPage hidden={task !== 'doctor'} />
            <SettingsPage hidden={task !== 'settings'} />
            <StatusLine onGuide={guide.show} />
          </div>
        </div>
      </div>
      <GuideDialog practising={practising} open={guide.open} onClose={guide.close} />
    </BatchProvider>
  );
}
