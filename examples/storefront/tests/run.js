import { mkdirSync, writeFileSync } from 'node:fs';

/**
 * Runs suites `{ name, tests: { title: async () => … } }` one test after the other, writes `reports/<file>` in JUnit's form and
 * sets the exit code.
 */
export async function run(file, suites) {
  const results = [];
  for (const { name, tests } of suites) {
    const cases = [];
    for (const [title, test] of Object.entries(tests)) cases.push(await runOne(title, test));
    results.push({ name, cases });
  }
  mkdirSync('reports', { recursive: true });
  writeFileSync(`reports/${file}`, junit(results));
  const all = results.flatMap(({ cases }) => cases);
  const failed = all.filter(({ problem }) => problem !== undefined);
  for (const { title, problem } of failed) console.error(`✖ ${title}: ${problem}`);
  console.log(`${all.length - failed.length} of ${all.length} passed`);
  process.exitCode = failed.length > 0 || all.length === 0 ? 1 : 0;
}

async function runOne(title, test) {
  const start = performance.now();
  try {
    await test();
    return { title, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    return { title, seconds: (performance.now() - start) / 1000, problem: error.message };
  }
}

const escaped = (text) =>
  // Only these may stand in XML 1.0 at all.
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '?').replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const junit = (suites) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.map(suiteXml).join('')}</testsuites>\n`;

function suiteXml({ name, cases }) {
  const failures = cases.filter(({ problem }) => problem !== undefined).length;
  const head = `<testsuite name="${escaped(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`;
  return `  ${head}\n${cases.map((one) => caseXml(name, one)).join('')}  </testsuite>\n`;
}

function caseXml(suite, { title, seconds, problem }) {
  const head = `classname="${escaped(suite)}" name="${escaped(title)}" time="${seconds.toFixed(3)}"`;
  if (problem === undefined) return `    <testcase ${head}/>\n`;
  return `    <testcase ${head}><failure message="${escaped(problem)}"/></testcase>\n`;
}
