/** The model that a new room begins with. */
export const DEFAULT_VERSION_ID = 'shipped-drawn';
