/** A command line worth typing, and what it does. A test runs every one of them. */
export interface Example {
  readonly line: string;
  readonly what: string;
}

/** The examples of every command, by its words. `dep_…` stands for the id of a deployment. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  init: [
    { line: 'plimsoll init', what: 'show what would be written, ask, then write it' },
    { line: 'plimsoll init --write', what: 'write without asking, where nobody sits at a terminal' },
  ],
  doctor: [
    { line: 'plimsoll doctor', what: 'look at everything that a deployment needs' },
    { line: 'plimsoll doctor --fix', what: 'mend what can be mended without risk, then look' },
  ],
  'approver add': [
    {
      line: 'plimsoll approver add --key --name owner',
      what: 'enrol a person with a key; a terminal asks for a passphrase',
    },
  ],
  'approver list': [
    { line: 'plimsoll approver list', what: 'who may approve production, and what waits to change that' },
  ],
  'approver sign': [
    {
      line: 'plimsoll approver sign 9f2c41d07ab3',
      what: 'let a new key in, by the beginning of its id: shown, then signed',
    },
  ],
  'approver revoke': [
    {
      line: 'plimsoll approver revoke 9f2c41d07ab3 --reason "laptop lost"',
      what: 'an own key counts no longer, at once',
    },
  ],
  'approver recover': [
    {
      line: 'plimsoll approver recover --reason "all keys lost"',
      what: 'begin again: forget who is trusted, lock production',
    },
  ],
  'config check': [{ line: 'plimsoll config check', what: 'every problem of plimsoll.yaml at once' }],
  'config show': [
    { line: 'plimsoll config show', what: 'the configuration with everything filled in' },
    { line: 'plimsoll config show --origin', what: 'and where each value came from' },
  ],
  'config schema': [
    { line: 'plimsoll config schema > plimsoll.schema.json', what: 'for an editor that completes keys' },
  ],
  'notify list': [
    { line: 'plimsoll notify list', what: 'messages to receivers outside and what became of them' },
    { line: 'plimsoll notify list --delivery dead', what: 'those that were given up' },
  ],
  'notify replay': [
    {
      line: 'plimsoll notify replay --all',
      what: 'a receiver is back: send what waits or was given up, with the same ids',
    },
  ],
  'notify test': [
    { line: 'plimsoll notify test', what: 'whether every receiver of the configuration can be reached' },
    { line: 'plimsoll notify test slack', what: 'whether this one can' },
  ],
  dashboard: [
    { line: 'plimsoll dashboard fleet > fleet.json', what: 'a dashboard that Grafana imports' },
    { line: 'plimsoll dashboard alerts > plimsoll.rules.yml', what: 'alert rules for Prometheus' },
  ],
  mcp: [
    { line: 'plimsoll mcp --inspect', what: 'the tools that agents get, and what their definitions cost' },
    { line: 'plimsoll mcp --inspect --tools read', what: 'and where agents may only look' },
  ],
  'mcp install': [
    { line: 'plimsoll mcp install claude-code', what: 'show what to write for an agent’s program' },
    { line: 'plimsoll mcp install vscode --write', what: 'write it beside what is there, and show what changed' },
  ],
  'blackout list': [{ line: 'plimsoll blackout list --days 14', what: 'the windows of two weeks' }],
  'blackout check': [
    { line: 'plimsoll blackout check --for 45m', what: 'could a deployment of 45 minutes begin now?' },
    { line: 'plimsoll blackout check --at +2h --for 1h -o json', what: 'and in two hours, for a program' },
  ],
  'blackout explain': [
    { line: 'plimsoll blackout explain', what: 'where each window comes from, and when it opens next' },
  ],
  'router fallback': [
    {
      line: 'plimsoll router fallback -e production',
      what: 'all traffic to stable, past a control plane that cannot act',
    },
  ],
  completion: [
    { line: 'source <(plimsoll completion bash)', what: 'complete commands, flags and deployments in this shell' },
    { line: 'plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish', what: 'in every fish from now on' },
  ],
  deploy: [
    { line: 'plimsoll deploy', what: 'ship the commit you stand on; it waits for a person before production' },
    {
      line: 'plimsoll deploy --no-wait -o json',
      what: 'leave with exit 6 when a person must answer: for CI and agents',
    },
    { line: 'plimsoll deploy --reference v1.0.0 --wait-for staging', what: 'a tag, and only until staging is done' },
  ],
  plan: [
    { line: 'plimsoll plan', what: 'what a deployment of this commit would do' },
    { line: 'plimsoll plan --out .plimsoll/plan.json', what: 'package, and write the plan down with its digest' },
  ],
  'environment list': [{ line: 'plimsoll environment list', what: 'what serves where, a line each' }],
  'environment show': [
    { line: 'plimsoll environment show production', what: 'one of them, compared with its record just now' },
  ],
  'environment hold': [
    {
      line: 'plimsoll environment hold production --reason "an audit"',
      what: 'nothing forward begins there; a rollback always may',
    },
  ],
  'environment release': [
    { line: 'plimsoll environment release production --reason "audit over"', what: 'sign that it may go on' },
  ],
  adopt: [
    {
      line: 'plimsoll adopt -e production --reference v1.4.2 --reason "it ran before us"',
      what: 'what runs is what the next rollback returns to',
    },
  ],
  'environment accept-drift': [
    {
      line: 'plimsoll environment accept-drift production --reason "the fallback was ours"',
      what: 'sign that what differs is known; the traffic is put back',
    },
  ],
  prune: [
    { line: 'plimsoll prune --dry-run', what: 'which stored releases nothing needs, and why the others stay' },
    { line: 'plimsoll prune', what: 'remove them' },
  ],
  'policy diff': [{ line: 'plimsoll policy diff', what: 'what the file would change in what protects production' }],
  'policy adopt': [
    { line: 'plimsoll policy adopt --reason "the sale is over"', what: 'sign that change, at a terminal' },
  ],
  status: [
    { line: 'plimsoll status', what: 'the deployment under way, or the last one' },
    { line: 'plimsoll status --all', what: 'a line for each' },
    { line: 'plimsoll status --compact', what: 'one line, for a prompt or a status bar' },
    { line: 'plimsoll status dep_… -o json', what: 'one of them, for a program' },
  ],
  watch: [
    { line: 'plimsoll watch', what: 'follow the newest under way; Ctrl-C leaves only the view' },
    { line: 'plimsoll watch dep_…', what: 'follow this one to its end' },
  ],
  history: [
    { line: 'plimsoll history', what: 'the last twenty deployments' },
    { line: 'plimsoll history --phase rolled-back --since 7d', what: 'what was taken back this week' },
  ],
  logs: [
    { line: 'plimsoll logs dep_…', what: 'what its checks and instances printed last' },
    { line: 'plimsoll logs dep_… --follow', what: 'and what they print from now on, until it is over' },
    { line: 'plimsoll logs dep_… --check smoke --tail 50', what: 'the end of each smoke run' },
  ],
  events: [
    { line: 'plimsoll events dep_…', what: 'everything that happened to it, in order' },
    { line: 'plimsoll events -o ndjson --from 120', what: 'a live feed of all deployments for another program' },
  ],
  prompt: [
    { line: 'plimsoll prompt', what: 'which there are' },
    { line: 'plimsoll prompt deployment -e production --allow-missing', what: 'what an agent is told before it ships' },
  ],
  'statement attach': [
    { line: 'plimsoll statement attach dep_… "cold starts last 2 min"', what: 'tell whoever answers what to know' },
    { line: 'plimsoll statement attach dep_… @incident.md --incident', what: 'a first text of what went wrong' },
  ],
  'statement list': [{ line: 'plimsoll statement list dep_…', what: 'everything that was said beside it' }],
  approve: [{ line: 'plimsoll approve dep_…', what: 'read the sheet, then sign it at the terminal' }],
  reject: [{ line: 'plimsoll reject dep_… --reason "the price is wrong"', what: 'say no; it ends before production' }],
  decide: [
    { line: 'plimsoll decide dep_… extend --reason "little traffic"', what: 'measure for longer' },
    { line: 'plimsoll decide dep_… rollback', what: 'take it back: at once, without a signature' },
    {
      line: 'plimsoll decide dep_… close --root-cause "a query without index"',
      what: 'free production after a rollback',
    },
  ],
  'break-glass': [
    {
      line: 'plimsoll break-glass dep_… --reason "the old version loses orders"',
      what: 'not wait for the stage’s time, once everything in it is proven',
    },
  ],
  hold: [{ line: 'plimsoll hold dep_… --reason "users report errors"', what: 'keep the weight where it is' }],
  resume: [{ line: 'plimsoll resume dep_… --reason "it was the network"', what: 'go on from there' }],
  abort: [{ line: 'plimsoll abort dep_… --reason "wrong branch"', what: 'end it before it touches production' }],
  rollback: [{ line: 'plimsoll rollback dep_… --reason "checkout is slow"', what: 'all traffic back to stable' }],
  report: [
    { line: 'plimsoll report dep_…', what: 'the post-deployment report, as Markdown' },
    { line: 'plimsoll report dep_… --kind staging --format json', what: 'what staging showed, for a program' },
    { line: 'plimsoll report dep_… --format json --out post.json', what: 'kept in a file' },
    {
      line: 'plimsoll report dep_… --kind runbook --out RUNBOOK.md',
      what: 'made anew; what people wrote around it stays',
    },
  ],
  'report render': [
    {
      line: 'plimsoll report render post.json --format html --out post.html',
      what: 'the same report from its JSON, as one file for a browser',
    },
  ],
  'evidence check': [
    { line: 'plimsoll evidence check --commit "$(git rev-parse HEAD)"', what: 'would this commit be let in?' },
  ],
  'evidence sign': [
    {
      line: 'plimsoll evidence sign --kind tests --key ci.key --commit "$(git rev-parse HEAD)"',
      what: 'in CI, after the tests: say that they passed, signed',
    },
  ],
  'artifact show': [
    { line: 'plimsoll artifact show dep_…', what: 'what it packaged, and whether its provenance is good' },
  ],
  'artifact provenance': [
    { line: 'plimsoll artifact provenance dep_… --out provenance.json', what: 'for another program to check' },
    { line: 'plimsoll artifact provenance dep_… --public-key', what: 'the key to check it with' },
  ],
  'artifact sbom': [
    { line: 'plimsoll artifact sbom dep_… --out sbom.json', what: 'what is in it, for a scanner to look up' },
  ],
  verify: [{ line: 'plimsoll verify', what: 'check the journal in this folder: chain, signatures and rules' }],
  'gate replay': [
    {
      line: 'plimsoll gate replay --samples measurements.ndjson',
      what: 'what the judge would have said of recorded measurements',
    },
    {
      line: 'plimsoll gate replay --samples - --expect fail -o json < measurements.ndjson',
      what: 'the same for CI: exit 14 when it says something else',
    },
  ],
  simulate: [{ line: 'plimsoll simulate goes-bad.yaml', what: 'play a story in virtual time, with the real engine' }],
  'target test': [
    { line: 'plimsoll target test -e staging', what: 'whether your own command keeps the exec contract, rule by rule' },
  ],
  'gate test': [{ line: "plimsoll gate test 'error_rate < 1%'", what: 'how this gate would stand now' }],
  'metrics read': [{ line: 'plimsoll metrics read latency_p99', what: 'what the source says now' }],
  login: [
    { line: 'plimsoll login', what: 'open the link that is printed, sign in, compare the code' },
    { line: 'plimsoll login --no-input -o json', what: 'only the link and the code, for a program' },
  ],
  logout: [{ line: 'plimsoll logout', what: 'end the session of this folder' }],
  page: [{ line: 'plimsoll page', what: 'a link to the page: what waits for you, what runs, what happened' }],
  whoami: [{ line: 'plimsoll whoami', what: 'who you are here, and what you may' }],
  'token create': [
    {
      line: 'plimsoll token create --name builder --owner ada --expires 8h',
      what: 'for an agent that ada answers for',
    },
    { line: 'plimsoll token create --kind ci --name main --only read,plan,deploy', what: 'for a CI job' },
  ],
  'token list': [{ line: 'plimsoll token list', what: 'which there are, and when each was last used' }],
  'token revoke': [{ line: 'plimsoll token revoke tok_… --reason "left in a log"', what: 'end it at once' }],
  serve: [{ line: 'plimsoll serve --port 7400', what: 'run the control plane in this terminal' }],
  down: [
    { line: 'plimsoll down', what: 'stop the control plane; what serves users keeps serving' },
    { line: 'plimsoll down --all', what: 'stop routers and instances of demo environments too' },
  ],
  demo: [
    { line: 'plimsoll demo', what: 'ship a shop four times: first, then good, bad and ambiguous' },
    { line: 'plimsoll demo --scenario ambiguous --interactive', what: 'answer for an ambiguous release yourself' },
  ],
};
