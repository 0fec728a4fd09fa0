// Stands in for a tool of the shape of tofu or terraform, in one file: a plan is made against a state, names its serial, and is
// applied only to that.
//   infractl.mjs plan STATE CODE OUT · apply STATE PLAN · show STATE
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [verb, stateFile, one, out] = process.argv.slice(2);
const state = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : { serial: 0, resources: {} };

const verbs = {
  plan: () => {
    const { resources } = JSON.parse(readFileSync(one, 'utf8'));
    const names = [...new Set([...Object.keys(state.resources), ...Object.keys(resources)])].sort();
    const changes = names.flatMap((name) => {
      const [before, after] = [state.resources[name] ?? null, resources[name] ?? null];
      if (JSON.stringify(before) === JSON.stringify(after)) return [];
      return [{ name, action: before === null ? 'create' : after === null ? 'destroy' : 'update', before, after }];
    });
    writeFileSync(out, `${JSON.stringify({ serial: state.serial, changes }, null, 1)}\n`);
  },
  apply: () => {
    const { serial, changes } = JSON.parse(readFileSync(one, 'utf8'));
    if (serial !== state.serial)
      throw new Error(`the plan is of serial ${serial}, and the state is at ${state.serial}: plan again`);
    const resources = { ...state.resources };
    for (const { name, after } of changes) {
      if (after === null) delete resources[name];
      else resources[name] = after;
    }
    writeFileSync(`${stateFile}.new`, JSON.stringify({ serial: serial + 1, resources }));
    renameSync(`${stateFile}.new`, stateFile);
  },
  show: () => console.log(JSON.stringify(state)),
};
verbs[verb]();
