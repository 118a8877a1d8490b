import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CertificateUse } from '../../contracts/ipc.js';
import type { TokenState } from '../../contracts/token-state.js';
import { useSettings } from '../settings/use-settings.js';
import { call } from '../ui/kyso.js';
import { askForNewest } from '../ui/newest.js';
import { type CertificateChoice, certificateChoices, choiceState, effectiveChoice } from './certificates.js';

const tokensKey = ['tokens'] as const;

/** The modules and tokens of this computer, as they are plugged in and out. */
export const useTokens = () => {
  const queries = useQueryClient();
  useEffect(() => window.kyso.on('tokens:changed', (modules) => queries.setQueryData(tokensKey, modules)), [queries]);
  return useQuery({
    queryKey: tokensKey,
    queryFn: () => askForNewest(queries, tokensKey, () => call('tokens:list')),
  });
};

export const useAddModule = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('tokens:add-module'),
    onSuccess: (modules) => queries.setQueryData(tokensKey, modules),
  });
};

/** True: changed; false: the person changed his mind. */
export const useChangePin = () =>
  useMutation({ mutationFn: (fingerprint: string) => call('tokens:change-pin', fingerprint) });

const nothingRemembered = { personal: null, seal: null } as const;

export interface SigningCertificate {
  readonly choices: readonly CertificateChoice[];
  /** What will sign; it may be one whose token cannot sign now. */
  readonly choice: CertificateChoice | null;
  readonly state: TokenState;
  /** The certificate to sign with; null while none can. */
  readonly ready: CertificateChoice | null;
}

/**
 * The certificate that will sign, from the tokens plugged in and the person's choice; null while they are looked for.
 * @param chosen fingerprint of what was chosen in this window
 * @param first which of the remembered ones comes first
 */
export const useSigningCertificate = (
  chosen: string | null,
  first: CertificateUse = 'personal',
): SigningCertificate | null => {
  const { data } = useTokens();
  const settings = useSettings();
  if (!data || settings.isPending) return null;
  const now = new Date();
  const choices = certificateChoices(data, now);
  const choice = effectiveChoice(choices, chosen, settings.data?.certificates ?? nothingRemembered, first);
  const state = choiceState(data, choice, chosen, now);
  return { choices, choice, state, ready: state.returns === 'not-here' ? null : choice };
};
