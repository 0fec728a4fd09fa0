import { createRoot } from 'react-dom/client';
import { codeIn, comeIn, takeFragment } from './access/enter.ts';
import { keepFragment } from './access/fragment.ts';
import { App } from './shell/app.tsx';
import './style/style.css';

// A new link in the same tab changes nothing but what is behind the `#`: then the page begins anew.
window.addEventListener('hashchange', () => location.reload());

const place = document.getElementById('page');
if (place === null) throw new Error('the frame of the page is not there');
const fragment = takeFragment();
keepFragment(fragment);
createRoot(place).render(<App />);
void comeIn(codeIn(fragment));
