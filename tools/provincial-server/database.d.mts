import type { Database } from 'better-sqlite3';

export function openDatabase(path: string): Database;
