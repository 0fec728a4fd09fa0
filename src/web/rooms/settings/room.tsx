import { Notifications } from './notifications.tsx';
import { People } from './people.tsx';
import { ThisPlane } from './this-plane.tsx';
import { Tokens } from './tokens.tsx';
import { SETTINGS } from './words.ts';
import { You } from './you.tsx';
import './settings.css';

/** Who one is here, who may sign, which programs may act, and the control plane itself. */
export default function SettingsRoom() {
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{SETTINGS.title}</h1>
          <p>{SETTINGS.more}</p>
        </div>
      </header>
      <You />
      <People />
      <Tokens />
      <Notifications />
      <ThisPlane />
    </>
  );
}
