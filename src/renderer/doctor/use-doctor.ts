import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { CheckId, CheckResult } from '../../contracts/doctor.js';
import { call } from '../ui/kyso.js';

/**
 * The results of the run that goes on, one after the other, and its report once it is over. The first run begins when
 * the page comes in sight.
 */
export const useDoctor = (shown: boolean) => {
  const [results, setResults] = useState<ReadonlyMap<CheckId, CheckResult>>(new Map());
  const begun = useRef(false);
  useEffect(
    () => window.kyso.on('doctor:result', (result) => setResults((known) => new Map(known).set(result.id, result))),
    [],
  );
  const run = useMutation({
    mutationFn: () => call('doctor:run'),
    onMutate: () => setResults(new Map()),
    onSuccess: (report) => setResults(new Map(report.results.map((result) => [result.id, result]))),
  });
  const { mutate } = run;
  useEffect(() => {
    if (!shown || begun.current) return;
    begun.current = true;
    mutate();
  }, [shown, mutate]);
  return { results, run };
};
