import { Link, useLocation } from 'wouter';
import { useQuestions } from '../data/questions.ts';
import { MENU } from './rooms.tsx';

/** The way to the rooms. */
export function Nav() {
  const [path] = useLocation();
  const questions = useQuestions();
  return (
    <nav className="nav" aria-label="Rooms">
      {MENU.map(([to, name]) => (
        <Link key={to} href={to} aria-current={isIn(path, to) ? 'page' : undefined}>
          {name}
          {to === '/' && questions.length > 0 ? (
            <span className="count">
              {questions.length}
              <span className="only-heard"> waiting</span>
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

const isIn = (path: string, room: string): boolean =>
  room === '/'
    ? path === '/'
    : path === room || path.startsWith(`${room}/`) || (room === '/deployments' && path.startsWith('/d/'));
