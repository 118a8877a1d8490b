export interface Intervention {
  status?: number;
  cut?: 'before' | 'after';
  damage?: boolean;
  delayMs?: number;
}

export interface ServerOptions {
  dataDir: string;
  port?: number;
  seed?: string[];
  users?: { username: string; password: string }[];
  maxUploadBytes?: number;
  sessionSeconds?: number;
  intervene?: (request: { method: string; url: string }) => Intervention | undefined;
}

export interface RunningServer {
  url: string;
  routes: string[];
  close(): Promise<void>;
}

export function startServer(options: ServerOptions): Promise<RunningServer>;
