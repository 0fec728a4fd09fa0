/** A load line: the disc and the line that a plimsoll mark is. */
export const Mark = () => (
  <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.2" aria-hidden="true">
    <circle cx="12" cy="12" r="7.6" />
    <path d="M1 12h22" />
  </svg>
);
