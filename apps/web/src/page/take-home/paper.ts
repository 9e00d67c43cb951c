/** The colours of the light theme, which everything has that leaves the app; a test holds them to the tokens. */
export const PAPER = {
  paper: '#fdfbf5',
  rule: '#e3e6ea',
  ruleStrong: '#c3cbd6',
  ink: '#1d2230',
  muted: '#565b68',
  accent: '#2648b8',
  good: '#1c6b43',
  warn: '#8a5200',
} as const;
