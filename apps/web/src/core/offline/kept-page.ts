import { create } from 'zustand';

/** Whether this page would load again while no server answers. */
export const useKeptPage = create<{ kept: boolean }>(() => ({ kept: false }));
