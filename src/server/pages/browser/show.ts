import { Refused } from './ask.ts';

/** What may stand in an element: text becomes a text node, whatever it contains. */
export type Content = Node | string | null;

interface About {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
}

/** An element with text and elements in it. Nothing here ever reads markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  about: About,
  ...contents: readonly Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (about.class !== undefined) element.className = about.class;
  if (about.id !== undefined) element.id = about.id;
  if (about.title !== undefined) element.title = about.title;
  element.append(...contents.filter((one) => one !== null));
  return element;
}

/** A button that does something once at a time, and shows why it could not. */
export function button(text: string, kind: 'go' | 'no' | 'plain', act: () => Promise<void>): HTMLButtonElement {
  const element = el('button', { class: kind }, text);
  element.type = 'button';
  element.addEventListener('click', () => void during(element, act));
  return element;
}

/** The one element of the page that everything is shown in. */
export const main = (): HTMLElement => document.querySelector('main') ?? document.body;

/** Says something in the place where people look for it. */
export function say(kind: 'good' | 'bad' | 'busy', ...contents: readonly Content[]): void {
  const place = document.querySelector('#said');
  place?.replaceChildren(el('div', { class: `said ${kind}` }, ...contents));
}

/** Shows why something was refused, with what to do next. */
export function sayWhyNot(error: unknown): void {
  if (error instanceof Refused) {
    const code = el('code', { id: 'refusal' }, error.code);
    say('bad', el('p', {}, el('strong', {}, error.message), ' ', code), el('p', {}, `Next: ${error.remedy}`));
    return;
  }
  say('bad', el('p', {}, error instanceof Error ? error.message : String(error)));
}

async function during(element: HTMLButtonElement, act: () => Promise<void>): Promise<void> {
  element.disabled = true;
  say('busy', 'Waiting for your passkey and the control plane …');
  try {
    await act();
  } catch (error) {
    sayWhyNot(error);
  } finally {
    element.disabled = false;
  }
}
