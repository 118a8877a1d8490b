/** What both windows stand on: Griffel with the page's CSP nonce, theme of the system, texts, replies. */
import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { I18nextProvider } from 'react-i18next';
import { createI18n, storedLanguage } from '../i18n/index.js';
import { darkTheme, lightTheme } from './theme.js';

const darkQuery = '(prefers-color-scheme: dark)';

const useDarkSystem = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(darkQuery);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => window.matchMedia(darkQuery).matches,
  );

/** Without the nonce the CSP (style-src 'self' 'nonce-…') leaves the page unstyled. */
const createStyleRenderer = () => {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
  return createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});
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
  const dark = useDarkSystem();
  const [renderer] = useState(createStyleRenderer);
  const [queries] = useState(createQueryClient);
  const [i18n] = useState(() => createI18n(storedLanguage()));
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={dark ? darkTheme : lightTheme} style={{ height: '100%' }}>
        <I18nextProvider i18n={i18n}>
          <QueryClientProvider client={queries}>{children}</QueryClientProvider>
        </I18nextProvider>
      </FluentProvider>
    </RendererProvider>
  );
}
