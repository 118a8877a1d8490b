import { resolve } from 'node:path';
import { defaultDataFolder } from '../jobs/files/application-folders.js';

/** The option that names another data folder than the window's. */
export const dataOption = { data: { type: 'string' } } as const;

export const dataFolder = (given: string | undefined): string =>
  resolve(given ?? defaultDataFolder(process.env, process.platform));
