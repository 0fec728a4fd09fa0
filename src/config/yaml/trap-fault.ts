import type { Fault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';

/** A value as it stands in the file, and the key in front of it. */
export interface WrittenValue {
  readonly value: string;
  readonly key: string;
}

/** Says what a value does that begins with this sign, and what to write instead. */
export function trapFault(sign: string, written: WrittenValue): Fault {
  const shown = quoted(written.value);
  switch (sign) {
    case '*':
      return {
        code: 'yaml-alias',
        message: `${shown} reads as an alias of YAML`,
        remedy: `quote it: "${written.value}"`,
      };
    case '>':
    case '|':
      return blockScalar(sign, written);
    case '%': {
      const number = /^%\s*(\d+(?:\.\d+)?)$/.exec(written.value)?.[1];
      const remedy = number === undefined ? `quote it: "${written.value}"` : `write ${number}%`;
      return { code: 'yaml-percent', message: `${shown}: no value begins with %`, remedy };
    }
    case '${':
      return {
        code: 'yaml-variable',
        message: `${shown} turns into a map between these brackets`,
        remedy: 'write the number, for gates hold no variables; any other text: quote it',
      };
    default:
      return {
        code: 'yaml-reserved',
        message: `${shown}: no value begins with ${sign}`,
        remedy: `quote it: "${written.value}"`,
      };
  }
}

function blockScalar(sign: string, { value, key }: WrittenValue): Fault {
  const message = `${sign} starts a block scalar of YAML, and the value is lost`;
  const limit = /^>=?\s*(\S+)$/.exec(value)?.[1];
  const isLimit = sign === '>' && limit !== undefined;
  const code = 'yaml-block-scalar';
  if (isLimit && (key === 'error_rate' || key === 'latency_p99')) {
    return { code, message, remedy: `write  ${key}: ${limit}` };
  }
  if (!isLimit && sign === '|') return { code, message, remedy: `quote it: "${value}"` };
  const name = key === '' ? '' : `${key}: `;
  return { code, message, remedy: `name the metric: ${name}error_rate ${isLimit ? value : '> 2%'}` };
}
