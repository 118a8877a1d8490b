/** What both windows stand on: Griffel with the page's CSP nonce, theme of the system, texts, replies. */
import {
  type ButtonState,
  createDOMRenderer,
  FluentProvider,
  makeStyles,
  mergeClasses,
  RendererProvider,
  tokens,
} from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useLayoutEffect, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { createI18n, storedLanguage } from '../i18n/index.js';
import { contrastTheme, darkTheme, lightTheme } from './theme.js';
import { useShownTheme } from './theme-choice.js';

const themes = { light: lightTheme, dark: darkTheme, contrast: contrastTheme } as const;

/** Without the nonce the CSP (style-src 'self' 'nonce-…') leaves the page unstyled. */
const createStyleRenderer = () => {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
  return createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});
};

const useEdge = makeStyles({ edge: { boxShadow: `inset 0 0 0 1px ${tokens.colorNeutralStrokeDisabled}` } });

/** A main button that cannot be pressed has no border of Fluent's; in high contrast nothing else would show its shape. */
const useButtonEdge = (state: unknown): void => {
  const { root, appearance, disabled, disabledFocusable } = state as ButtonState;
  const { edge } = useEdge();
  if (appearance === 'primary' && (disabled || disabledFocusable)) root.className = mergeClasses(root.className, edge);
};

/** The main process is always reachable and answers by itself: no retry, no refetch on focus, no "offline". */
const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
      },
      mutations: { networkMode: 'always' },
    },
  });

export function AppRoot({ children }: { readonly children: ReactNode }) {
  const shown = useShownTheme();
  const [renderer] = useState(createStyleRenderer);
  const [queries] = useState(createQueryClient);
  const [i18n] = useState(() => createI18n(storedLanguage()));
  // Scroll bars, and what the system draws inside fields, follow the choice too.
  useLayoutEffect(() => {
    document.documentElement.style.colorScheme = shown === 'light' ? 'light' : 'dark';
  }, [shown]);
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider
        theme={themes[shown]}
        style={{ height: '100%' }}
        customStyleHooks_unstable={{ useButtonStyles_unstable: useButtonEdge }}
      >
        <I18nextProvider i18n={i18n}>
          <QueryClientProvider client={queries}>{children}</QueryClientProvider>
        </I18nextProvider>
      </FluentProvider>
    </RendererProvider>
  );
}
