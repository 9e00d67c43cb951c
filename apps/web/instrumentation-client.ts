import { config } from 'zod/v4/core';

// Before any schema is made. Where evaluation is allowed schemas compile themselves; the page's policy blocks it, and Firefox reports
// as an error that they have asked.
config({ jitless: true });
