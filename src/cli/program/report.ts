import { type Command, Option } from 'commander';
import { FORMS, type Form } from '../../report/forms.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** Reports of a deployment, and the same made of a file. */
export function report(root: Command, run: Run): void {
  const group = root
    .command('report')
    .argument('<id>')
    .description('a report of a deployment, made from its record')
    .option(
      '--kind <kind>',
      'staging, plan, post, incident, runbook; index: all that is handed over; or record: all that proves it',
      'post',
    )
    .addOption(formOption())
    .option('--out <file>', 'write it there')
    .option('--step-summary', 'append it to the summary of this step of a GitHub workflow too', false)
    .action(
      async (
        id: string,
        options: { kind: string; format: Form; out?: string; stepSummary: boolean },
        command: Command,
      ) => {
        if (options.kind === 'record') {
          const { reportRecord } = await import('../commands/report-record.ts');
          await run('report', globals(command), (doing) => reportRecord(doing, id, options.out));
          return;
        }
        const { report: make } = await import('../commands/report.ts');
        await run('report', globals(command), (doing) => make(doing, id, options));
      },
    );
  group
    .command('render')
    .argument('<file>', 'a report as JSON')
    .description('write a report that is kept as JSON in another form; needs no control plane')
    .addOption(formOption())
    .option('--out <file>', 'write it there')
    .action(async (file: string, options: { format: Form; out?: string }, command: Command) => {
      const { renderReport } = await import('../commands/report.ts');
      await run('report render', globals(command), (doing) => renderReport(doing, file, options));
    });
}

const formOption = (): Option =>
  new Option('--format <form>', 'Markdown, JSON, one HTML file, or text for a terminal').choices(FORMS).default('md');
