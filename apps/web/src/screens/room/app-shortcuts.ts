/** Keys of the app around the page, as they are listed in the help. The page's own are `PAGE_SHORTCUTS`. */
export const APP_SHORTCUTS = [
  { key: '?', name: 'help' },
  { key: 'I', name: 'inspect' },
  { key: 'T', name: 'train' },
  { key: 'M', name: 'models' },
  { key: '\\', name: 'panel' },
  { key: 'S', name: 'share' },
] as const;
