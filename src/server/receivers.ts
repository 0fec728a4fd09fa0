import type { ReceiversRequest, ReceiverView, TestMessageRequest, TestMessageView } from '../api/notifications.ts';
import { nearestName } from '../core/gate/nearest.ts';
import { receiversOf } from '../core/notice/receivers.ts';
import { testNotice } from '../core/notice/test-notice.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { ServiceParts } from './parts.ts';
import { problem } from './refused.ts';

/** Who is told of deployments: by a file, of one unit, or of all units that there are. */
export async function receiversAsked(
  parts: ServiceParts,
  { config, unit }: ReceiversRequest,
): Promise<readonly ReceiverView[]> {
  const specs =
    config !== null ? [await parts.loadUnit(config)] : unit !== null ? [unitNamed(parts, unit)] : newestSpecs(parts);
  return specs.flatMap(({ name: of, notify }) => receiversOf(notify).map(({ name, to }) => ({ unit: of, name, to })));
}

/** Sends one message to one receiver, as every message is sent but for the outbox: whoever asked is told what came back. */
export async function testReceiver(
  parts: ServiceParts,
  { config, unit = '', receiver }: TestMessageRequest,
): Promise<TestMessageView> {
  const spec = config === undefined ? unitNamed(parts, unit) : await parts.loadUnit(config);
  const receivers = receiversOf(spec.notify);
  const found = receivers.find(({ name }) => name === receiver);
  if (found === undefined)
    throw noSuchReceiver(
      spec.name,
      receiver,
      receivers.map(({ name }) => name),
    );
  if (parts.notifications === undefined) throw problem('unavailable', NOBODY_TOLD);
  const at = parts.clock.wall();
  // Another one each time: a receiver that knows a message by its id would keep quiet about the second.
  const id = `test.${spec.name}.${found.name}.${at}`;
  const tested = await parts.notifications.test(found.spec, testNotice(spec, at), id);
  return { unit: spec.name, name: found.name, to: found.to, id, ...tested };
}

const NOBODY_TOLD = {
  code: 'nobody-told',
  message: 'This control plane sends no messages',
  remedy: 'Ask one that does: plimsoll serve',
};

/** What each unit was last opened with. */
function newestSpecs({ store }: ServiceParts): readonly UnitSpec[] {
  const specs = new Map<string, UnitSpec>();
  for (const { state } of store.all()) {
    const { spec } = state.opening;
    if (!specs.has(spec.name)) specs.set(spec.name, spec);
  }
  return [...specs.values()];
}

function unitNamed(parts: ServiceParts, name: string): UnitSpec {
  const spec = newestSpecs(parts).find((one) => one.name === name);
  if (spec !== undefined) return spec;
  throw problem('usage', {
    code: 'no-such-unit',
    message: `Nothing was ever deployed of a unit ${name}`,
    remedy: 'See which units there are: plimsoll environment list',
  });
}

function noSuchReceiver(unit: string, name: string, names: readonly string[]) {
  const near = nearestName(name, names);
  return problem('usage', {
    code: 'no-such-receiver',
    message: `${unit} has no receiver ${name}${near === null ? '' : ` · did you mean ${near}?`}`,
    remedy: names.length === 0 ? 'Name receivers under notify: in plimsoll.yaml' : `Name one of: ${names.join(', ')}`,
  });
}
