interface ChoiceProps {
  readonly label: string;
  /** What stands for no choice; absent where one is always made. */
  readonly any?: string;
  readonly all: readonly (readonly [value: string, name: string])[];
  readonly value: string | null;
  readonly onChoose: (value: string | null) => void;
}

/** One of a few, by name. */
export const Choice = ({ label, any, all, value, onChoose }: ChoiceProps) => (
  <label className="field small">
    <span className="quiet">{label}</span>
    <select value={value ?? ''} onChange={({ target }) => onChoose(target.value === '' ? null : target.value)}>
      {any === undefined ? null : <option value="">{any}</option>}
      {all.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  </label>
);
