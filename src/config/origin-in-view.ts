import type { UnitSpec } from '../core/unit/unit.ts';
import type { Origin, Origins } from './origins.ts';
import type { Path } from './problem/fault.ts';

/** Where a value of the resolved view came from: written in its place, lent by another, set by a preset, or a default. */
export function originInView(spec: UnitSpec, origins: Origins, path: Path): Origin {
  const own = origins.at(path);
  if (own.kind !== 'default') return own;
  const lent = lender(spec, path);
  return lent === undefined ? (presetAt(spec, origins, path) ?? own) : origins.at(lent);
}

/** What was not written takes some values from elsewhere in the file: from there they come. */
function lender(spec: UnitSpec, path: Path): Path | undefined {
  const [block, name, part, ...rest] = path;
  if (block === 'blackouts' && path.at(-1) === 'timezone') return ['blackouts', 'timezone'];
  if (block === 'checkpoints' && part === 'approvers') return [block, 'production_promotion', part, ...rest];
  const required = block === 'environments' ? spec.environments[String(name)]?.requires : undefined;
  if (part !== 'bake' || rest[0] !== 'smoke' || typeof required !== 'string') return undefined;
  return ['environments', required, 'validate', ...rest];
}

/** A rollout that was not written is that of the tier; what a strategy was not told is its own. */
function presetAt(spec: UnitSpec, origins: Origins, [block, name, part]: Path): Origin | undefined {
  const environment = block === 'environments' ? spec.environments[String(name)] : undefined;
  if (environment === undefined || environment.requires === null || part !== 'rollout') return undefined;
  const strategy = origins.at(['environments', environment.name, 'rollout', 'strategy']);
  const isOfTier = strategy.kind === 'default';
  const chosen = isOfTier ? origins.at(['unit', 'tier']) : strategy;
  if (chosen.kind !== 'file' && chosen.kind !== 'variable') return undefined;
  const preset = isOfTier ? `tier ${spec.tier}` : environment.rollout.kind;
  return { kind: 'preset', preset, file: chosen.file, line: chosen.line };
}
