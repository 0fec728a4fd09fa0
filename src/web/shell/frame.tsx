import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { SAID } from '../words.ts';
import { AwayBanner } from './away-banner.tsx';
import { Mark } from './mark.tsx';
import { Nav } from './nav.tsx';
import { Pulse } from './pulse.tsx';
import { ThemeSwitch } from './theme.tsx';
import './frame.css';

const MENU = 'menu';

/** What stands around every room: the way to the others, and whether the page is live. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  useEntering(main.current);
  return (
    <>
      <a className="button skip" href="#content">
        {SAID.skip}
      </a>
      <div className="frame">
        <header className="rail">
          <Brand />
          <Nav />
          <div className="rail-foot">
            <Pulse />
            <ThemeSwitch name="theme" />
          </div>
        </header>
        <header className="bar">
          <Brand />
          <Pulse />
          <button type="button" className="button small" popoverTarget={MENU}>
            {SAID.menu}
          </button>
        </header>
        <div id={MENU} className="menu" popover="auto">
          <Nav />
          <div className="rail-foot">
            <ThemeSwitch name="theme-menu" />
          </div>
          <button type="button" className="button" popoverTarget={MENU} popoverTargetAction="hide">
            {SAID.close}
          </button>
        </div>
        <div className="content">
          <AwayBanner />
          <main id="content" ref={main} tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
    </>
  );
}

const Brand = () => (
  <Link href="/" className="brand">
    <Mark />
    {SAID.product}
  </Link>
);

/** Whoever goes to another room begins at its top, with the keyboard as well, and the phone's menu is out of the way. */
function useEntering(main: HTMLElement | null): void {
  const [path] = useLocation();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    const isSameDeployment = /^\/d\/[^/]+/.exec(last.current)?.[0] === /^\/d\/[^/]+/.exec(path)?.[0];
    const isTab =
      isSameDeployment && path.startsWith('/d/') && !path.endsWith('/approve') && !last.current.endsWith('/approve');
    last.current = path;
    document.getElementById(MENU)?.hidePopover();
    if (isTab) return;
    window.scrollTo(0, 0);
    main?.focus({ preventScroll: true });
  }, [path, main]);
}
