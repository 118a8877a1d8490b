/** The main window: rail, the page of the task, status line. Pages stay alive while another one is looked at. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { DocumentInfo } from '../contracts/ipc.js';
import { DoctorPage } from './doctor/doctor-page.js';
import { QueuePage } from './queue/queue-page.js';
import { Rail, type Task } from './rail.js';
import { SettingsPage } from './settings/settings-page.js';
import { BatchProvider } from './sign/batches.js';
import { SignPage } from './sign/sign-page.js';
import { StatusLine } from './status-line.js';
import { useIntake } from './ui/use-intake.js';
import { VerifyPage } from './verify/verify-page.js';

const useStyles = makeStyles({
  window: { height: '100%', display: 'flex', backgroundColor: tokens.colorNeutralBackground3 },
  right: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column' },
});

export function App() {
  const styles = useStyles();
  const [task, setTask] = useState<Task>('sign');
  const verified = useIntake();
  const verify = (document: DocumentInfo, password: string | undefined): void => {
    verified.take(document, password);
    setTask('verify');
  };
  return (
    <BatchProvider onFound={setTask}>
      <div className={styles.window}>
        <Rail task={task} onTask={setTask} />
        <div className={styles.right}>
          <SignPage hidden={task !== 'sign'} onSettings={() => setTask('settings')} />
          <VerifyPage hidden={task !== 'verify'} intake={verified} />
          <QueuePage hidden={task !== 'queue'} onVerify={verify} />
          <DoctorPage hidden={task !== 'doctor'} />
          <SettingsPage hidden={task !== 'settings'} />
          <StatusLine />
        </div>
      </div>
    </BatchProvider>
  );
}
