/** A stack that comes in parts, faster than the page is drawn: none of them may be lost. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useIntake } from '../../../src/renderer/ui/use-intake.js';
import { documentInfo, setUpKyso } from './support.js';

const parts = 10;

it('every part of a stack stays, however late the page is drawn', async () => {
  const kyso = setUpKyso();
  const partOf = (index: number) => ({
    documents: [documentInfo(index, { name: `${index}.pdf` })],
    failures: [],
    ...(index < parts && { rest: { id: `${index + 1}`.padStart(32, '0'), count: parts - index } }),
  });
  kyso.answer('documents:choose', () => partOf(1));
  kyso.answer('documents:more', (id) => partOf(Number(id)));
  const client = new QueryClient();
  const { result } = renderHook(() => useIntake(), {
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  });
  // Inside act nothing is drawn before its end: all parts come first.
  await act(async () => {
    result.current.choose();
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
  });
  await waitFor(() => expect(result.current.busy).toBe(false));
  expect(result.current.documents.map(({ name }) => name)).toEqual(
    Array.from({ length: parts }, (_, index) => `${index + 1}.pdf`),
  );
});
