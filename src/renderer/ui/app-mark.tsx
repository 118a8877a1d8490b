import { railColors } from './theme.js';

/** The product's mark: a shield with the stroke of a signature. Decoration; the name stands beside it. */
export function AppMark({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <path
        d="M20 2.5 34 7v11.5c0 9.2-5.8 15.6-14 19-8.2-3.4-14-9.8-14-19V7z"
        fill="none"
        stroke={railColors.text}
        strokeWidth="2.4"
        strokeLinejoin="round"
      />
      <path
        d="m11.5 20.5 6 6 11.5-13"
        fill="none"
        stroke={railColors.mark}
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
