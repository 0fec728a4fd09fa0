/** A first smoke check for a unit that has none: the health path of the track that is asked about must answer. */
export const smokeText = (
  healthPath: string,
): string => `// Is this release worth going on with? Run after every placement, also before users reach it. Add what matters to yours.
// Plimsoll passes PLIMSOLL_URL, and PLIMSOLL_TEST_HEADER to reach one track past the traffic split.
const [name, value] = (process.env.PLIMSOLL_TEST_HEADER ?? '').split(': ');
const headers = value === undefined ? {} : { [name]: value };

for (const path of [${JSON.stringify(healthPath)}]) {
  const answer = await fetch(new URL(path, process.env.PLIMSOLL_URL), { headers, signal: AbortSignal.timeout(10_000) });
  console.log(\`\${path} answered \${answer.status}\`);
  if (!answer.ok) process.exitCode = 1;
}
`;
