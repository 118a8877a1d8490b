import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Presets } from '../../contracts/records.js';
import { call } from '../ui/kyso.js';
import { type PresetsDraft, presetsOf } from './presets-rules.js';

/** What the office has set; whoever changes it puts the new ones here. */
export const presetsKey = ['presets'] as const;

export const usePresets = () => useQuery({ queryKey: presetsKey, queryFn: () => call('presets:get') });

export const usePresetsTrouble = () =>
  useQuery({ queryKey: ['presets', 'trouble'], queryFn: () => call('presets:trouble') });

export const useSavePresets = () => {
  const queries = useQueryClient();
  return useMutation({
    // Places may have been remembered since this page was opened: those that are kept now stay.
    mutationFn: async (draft: PresetsDraft) => call('presets:set', presetsOf(draft, await call('presets:get'))),
    onSuccess: (kept: Presets) => queries.setQueryData(presetsKey, kept),
  });
};
