/** The mark: a rollout that has gone three quarters around its cluster. */
export function Brand() {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden focusable="false">
      <circle
        cx="12"
        cy="12"
        r="8.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeDasharray="40 13.4"
        strokeLinecap="round"
        transform="rotate(-60 12 12)"
      />
      <circle cx="12" cy="12" r="3.4" fill="var(--rev-1)" />
    </svg>
  );
}
