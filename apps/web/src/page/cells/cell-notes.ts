/** What lies over a cell's paper, in one piece of code. */
export { Chip } from './chip';
export { Strip } from './strip';
