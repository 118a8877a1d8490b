export interface Intervention {
  status?: number;
  cut?: 'before' | 'after';
  damage?: boolean;
  delayMs?: number;
}

export interface ServerOptions {
  dataDir: string;
  port?: number;
  origin?: string;
  seed?: string[];
  users?: { username: string; password?: string; certificates?: string[] }[];
  anchors?: string[];
  verification?: { cli: string; words?: string[] };
  maxUploadBytes?: number;
  sessionSeconds?: number;
  clock?: () => number;
  step?: (step: string) => void;
  intervene?: (request: { method: string; url: string }) => Intervention | undefined;
}

export interface RunningServer {
  url: string;
  /** As `METHOD /path/{id}`. */
  routes: string[];
  close(): Promise<void>;
  /** Takes a document back, in whatever state it is. */
  recall(id: string): void;
  /** Gives a document that is not signed yet the content of another file. */
  revise(id: string, path: string): Promise<void>;
}

export function startServer(options: ServerOptions): Promise<RunningServer>;
