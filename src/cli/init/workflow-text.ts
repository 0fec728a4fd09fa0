/** An example job for GitHub Actions: check, plan, deploy, and leave when a person must answer. */
export function workflowText(unit: string, prefix: string): string {
  const folder = prefix.replace(/\/$/, '');
  const where =
    folder === '' ? '' : `    defaults:\n      run:\n        working-directory: ${JSON.stringify(folder)}\n`;
  return `# An example to change. A person approves production at a terminal, never here.
name: Ship ${unit}
on: workflow_dispatch
concurrency: plimsoll-${unit}
jobs:
  ship:
    # Your own machine, with plimsoll on its PATH: the journal lies on its disk, and a hosted runner forgets it.
    runs-on: self-hosted
${where}    env:
      # Beside the checkout, which is cleaned before each run.
      PLIMSOLL_DATA: \${{ github.workspace }}/../plimsoll-${unit}
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # tags give the version, and the plan lists the commits since the last release
      - run: plimsoll config check
      - run: |
          # A runner ends every process that bears this mark when its job is over: control plane, router and instances stay.
          unset RUNNER_TRACKING_ID
          plimsoll plan
          # 6: it waits for a person, which is how this job is meant to end.
          plimsoll deploy --no-wait -o json || [ $? -eq 6 ]
`;
}
