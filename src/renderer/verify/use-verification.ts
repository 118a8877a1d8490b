import { useEffect, useState, useSyncExternalStore } from 'react';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { call } from '../ui/kyso.js';
import { Verifications } from './verifications.js';

/** The verifications of the documents on the list; each is checked once, the one in view first. */
export const useVerifications = (documents: readonly DocumentInfo[], current: string | null): Verifications => {
  const [verifications] = useState(() => new Verifications((id) => call('verification:run', id)));
  useEffect(() => verifications.prefer(current), [verifications, current]);
  useEffect(() => verifications.keep(documents.map(({ id }) => id)), [verifications, documents]);
  useEffect(() => window.kyso.on('trust:changed', () => verifications.allAgain()), [verifications]);
  useSyncExternalStore(verifications.subscribe, verifications.known);
  return verifications;
};
