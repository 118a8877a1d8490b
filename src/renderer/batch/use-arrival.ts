/** The keyboard goes to what the person brought in, and screen readers are told what came of it. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stack } from './use-stack.js';

/** Whoever is typing or choosing goes on with it. */
const isOccupied = (): boolean => {
  const typed = window.document.activeElement?.closest('input:not([type=checkbox]), select, textarea, [role=dialog]');
  return typed instanceof Element;
};

/**
 * Brings the keyboard to the list when the person's files come, and along when the list is sorted; returns what a screen
 * reader is told then. What comes from the scanner's folder by itself takes the keyboard from nobody.
 * @param brought how often the person brought files
 * @param toList brings the keyboard to the current row
 * @param along the same where it is still in the list by then
 */
export const useFocusOnArrival = (
  brought: number,
  { rows, sortings }: Stack,
  { toList, along }: { readonly toList: () => void; readonly along: () => void },
): string => {
  const { t } = useTranslation();
  const [told, setTold] = useState('');
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  });
  useEffect(() => {
    if (brought === 0) return;
    setTold(t('records.arrived', { count: latest.current.length }));
    if (!isOccupied()) toList();
  }, [brought, toList, t]);
  useEffect(() => {
    if (sortings === 0) return;
    const look = latest.current.filter(({ standing, included }) => standing === 'look' && included).length;
    setTold(t(look === 0 ? 'records.sortedNone' : 'records.sorted', { count: latest.current.length, look }));
    if (window.document.activeElement?.matches('[data-row]')) along();
  }, [sortings, along, t]);
  return told;
};
