import type { ReactNode } from 'react';

/** How much a button asks for: the one thing to do, an answer, something that cannot be mistaken, or less. */
export type ButtonKind = 'go' | 'yes' | 'no' | 'danger' | 'plain' | 'bare';

interface ButtonProps {
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  readonly id?: string;
  /** Why it cannot be used now; it stays in reach, so that the reason can be read. */
  readonly whyNot?: string;
  readonly busy?: boolean;
  readonly submit?: boolean;
  /** Where the keyboard is when its dialog opens. */
  readonly isFirst?: boolean;
  readonly onPress?: () => void;
  readonly children: ReactNode;
}

/** A button. One that cannot be used says why instead of vanishing. */
export function Button({
  kind = 'plain',
  small,
  id,
  whyNot = '',
  busy,
  submit,
  isFirst,
  onPress,
  children,
}: ButtonProps) {
  const isOff = whyNot !== '' || busy === true;
  return (
    <button
      type={submit === true ? 'submit' : 'button'}
      id={id}
      className={`button ${kind}${small === true ? ' small' : ''}`}
      data-first={isFirst}
      aria-disabled={isOff || undefined}
      title={whyNot === '' ? undefined : whyNot}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
      {whyNot === '' ? null : <span className="only-heard">: {whyNot}</span>}
    </button>
  );
}
