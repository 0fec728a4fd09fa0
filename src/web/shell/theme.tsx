import { useState } from 'react';
import { SAID } from '../words.ts';

type Theme = keyof typeof SAID.themes;

const KEY = 'plimsoll-theme';

const chosen = (): Theme => {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
};

function choose(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }
}

/** Light, dark, or as the system has it. */
export function ThemeSwitch({ name }: { readonly name: string }) {
  const [theme, setTheme] = useState(chosen);
  return (
    <fieldset className="themes">
      <legend className="only-heard">{SAID.theme}</legend>
      {(Object.keys(SAID.themes) as Theme[]).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={name}
            checked={theme === one}
            onChange={() => {
              choose(one);
              setTheme(one);
            }}
          />
          {SAID.themes[one]}
        </label>
      ))}
    </fieldset>
  );
}
