import { REDUCED_MOTION } from '../../ui/use-media-query';
import styles from '../page.module.css';

const TURN_MS = 320;

/**
 * The page that was shown slides off the one that comes, as a sheet does from a block: on to the left, back to the right. What slides is a
 * picture of it: beneath, the page that comes is there at once, to be seen and written on.
 */
export function slideOff(paper: HTMLCanvasElement, isOnward: boolean): void {
  if (matchMedia(REDUCED_MOTION).matches || paper.width === 0) return;
  const picture = document.createElement('canvas');
  picture.className = styles.turned!;
  picture.dataset.testid = 'turned-page';
  picture.width = paper.width;
  picture.height = paper.height;
  picture.getContext('2d')!.drawImage(paper, 0, 0);
  paper.after(picture);
  const away = { transform: `translateX(${isOnward ? -103 : 103}%)` };
  const slide = picture.animate([{ transform: 'none' }, away], {
    duration: TURN_MS,
    easing: 'cubic-bezier(0.5, 0, 0.2, 1)',
  });
  slide.onfinish = () => picture.remove();
}
