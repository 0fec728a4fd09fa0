import { useState } from 'react';
import { recordParts } from '../../../api/record-parts.ts';
import { useAct } from '../../access/use-act.ts';
import { useIsLive } from '../../data/freshness.ts';
import { plane } from '../../data/plane.ts';
import { useCurrent } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { AUDIT } from './words.ts';

/** Takes the whole record up to now along in one file: entries, signed heads and keys, for anybody to check. */
export function ExportRecord() {
  const { data: views = [] } = useCurrent();
  const isLive = useIsLive();
  const { act, busy, problem } = useAct();
  const [file, setFile] = useState<string | null>(null);
  const newest = views.toSorted((one, other) => other.openedAt.localeCompare(one.openedAt))[0];
  const save = async (): Promise<void> => {
    if (newest === undefined) return;
    const parts: string[] = [];
    for await (const part of recordParts(plane, newest.id)) parts.push(part);
    const name = `${newest.id}.record.ndjson`;
    download(new Blob(parts, { type: 'application/x-ndjson' }), name);
    setFile(name);
  };
  const whyNot = !isLive ? SAID.notLive : newest === undefined ? AUDIT.nothingToExport : '';
  return (
    <>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <div className="row">
        <Button small busy={busy} whyNot={whyNot} onPress={() => act(save)}>
          {AUDIT.export}
        </Button>
        <span className="quiet small" role="status">
          {AUDIT.check} <code>plimsoll verify --bundle {file ?? 'FILE'}</code>
        </span>
      </div>
    </>
  );
}

function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
