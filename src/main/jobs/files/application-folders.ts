import { homedir } from 'node:os';
import { join } from 'node:path';

/** The application's own folders (absolute), all under one folder of this user. */
export interface ApplicationFolders {
  readonly data: string;
  readonly database: string;
  /** Copies of documents taken in by the window; emptied at start. */
  readonly intake: string;
  /** Files under construction; what is a day old was left behind by a crash. */
  readonly work: string;
  /** Files under construction of queued documents: one that waits for its timestamp must outlive any day. */
  readonly underway: string;
  /** Documents of the queue as they came from the server. */
  readonly originals: string;
  /** Proved signed files of the queue, kept until delivered and beyond. */
  readonly signed: string;
  /** Sources of trust of the person's own, which count where the journal says so (`user-anchors.ts`). */
  readonly trust: string;
  readonly settings: string;
  /** What the office has set for công tác văn thư. */
  readonly presets: string;
  /** What the administrator adds to the list of servers that may be asked; need not be there. */
  readonly networkPolicy: string;
  /** How long the administrator keeps documents that are done with; need not be there. */
  readonly retentionPolicy: string;
  /** How many PINs were sent to which token (`pin-tries.ts`). */
  readonly pinTries: string;
  /** Answers of revocation servers, kept until they run out; may be emptied at any time. */
  readonly revocationCache: string;
  /** edXML packages that were taken in, as long as their documents are here. */
  readonly packages: string;
  /** What was answered to those packages. */
  readonly packageRecords: string;
}

export const applicationFolders = (data: string): ApplicationFolders => ({
  data,
  database: join(data, 'queue.sqlite'),
  intake: join(data, 'intake'),
  work: join(data, 'work'),
  underway: join(data, 'underway'),
  originals: join(data, 'originals'),
  signed: join(data, 'signed'),
  trust: join(data, 'trust'),
  settings: join(data, 'settings.json'),
  presets: join(data, 'presets.json'),
  networkPolicy: join(data, 'policy', 'network.json'),
  retentionPolicy: join(data, 'policy', 'retention.json'),
  pinTries: join(data, 'pin-tries'),
  revocationCache: join(data, 'cache', 'revocation'),
  packages: join(data, 'edxml', 'packages'),
  packageRecords: join(data, 'edxml', 'records'),
});

/** Where the window keeps its data (Electron's userData), so that the command line works on the same queue. */
export const defaultDataFolder = (environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string => {
  const name = 'ky-so-cong-vu';
  switch (platform) {
    case 'win32':
      return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), name);
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', name);
    default:
      return join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), name);
  }
};
