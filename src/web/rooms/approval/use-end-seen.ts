import { type RefObject, useEffect, useState } from 'react';

/** Whether an element has been on the screen while that counted, in the part that the buttons at the foot leave free. */
export function useEndSeen(end: RefObject<HTMLElement | null>, counts: boolean): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (end.current === null || isSeen || !counts) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: '0px 0px -96px 0px' },
    );
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [end, isSeen, counts]);
  return isSeen;
}
