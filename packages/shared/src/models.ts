/** The model that a new room begins with. */
export const DEFAULT_VERSION_ID = 'shipped-drawn';

/** What the ids of versions look like that inkroom comes with. Not beside the schemas of ids: a browser takes the law, and comes without zod. */
export const SHIPPED_VERSION_ID = /^shipped-[a-z0-9-]{1,24}$/;
