// Makes schema/report.schema.json of the form of every report.
import { z } from 'zod';
import { REPORTS } from '../src/report/report.ts';
import { REPORT_SCHEMA } from '../src/report/schema.ts';

/** The form of reports as JSON, each kind by its name: what `plimsoll report --format json` writes and `plimsoll report render` reads. */
export function reportSchemaText(): string {
  const kinds = Object.entries(REPORTS).map(([kind, form]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(form, { io: 'input' });
    return [kind, schema] as const;
  });
  const whole = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Reports of Plimsoll, ${REPORT_SCHEMA}`,
    oneOf: kinds.map(([kind]) => ({ $ref: `#/$defs/${kind}` })),
    $defs: Object.fromEntries(kinds),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
