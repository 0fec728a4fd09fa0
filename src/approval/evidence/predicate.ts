import { z } from 'zod';
import type { Claim } from '../../core/evidence/statement.ts';
import { type Instant, instant } from '../../core/kernel/instant.ts';
import type { PredicateKind } from '../../core/unit/verification.ts';
import { LabelText } from '../fields.ts';
import { parametersOf } from './parameters.ts';
import { Moment, Resource } from './written-statement.ts';

const MOST_NAMES = 100_000;

// What stands here beside these fields is the maker's own and decides nothing. What decides is listed, and judged by the core.
const Provenance = z.looseObject({
  buildDefinition: z.looseObject({
    buildType: LabelText,
    externalParameters: z.record(z.string(), z.unknown()),
    resolvedDependencies: z.array(Resource).max(MOST_NAMES).optional(),
  }),
  runDetails: z.looseObject({
    builder: z.looseObject({ id: LabelText }),
    metadata: z.looseObject({ finishedOn: Moment.optional() }).optional(),
  }),
});

const Names = z.array(z.string().max(1_024)).max(MOST_NAMES);

const Tests = z.looseObject({
  result: z.enum(['PASSED', 'WARNED', 'FAILED']),
  passedTests: Names.optional(),
  failedTests: Names.optional(),
  // The predicate has no moment of its own; one that is written beside the rest is signed like the rest.
  finishedOn: Moment.optional(),
});

const Review = z.looseObject({
  verifier: z.looseObject({ id: LabelText }),
  timeCreated: Moment,
  properties: z.array(LabelText).max(1_000),
});

const Summary = z.looseObject({
  verifier: z.looseObject({ id: LabelText }),
  timeVerified: Moment.optional(),
  verificationResult: z.enum(['PASSED', 'FAILED']),
  verifiedLevels: z.array(LabelText).max(1_000).optional(),
});

/** What a predicate says in our words, and when it was said; undefined where it has not the form of its type. */
export function readPredicate(
  kind: PredicateKind,
  predicate: unknown,
): { readonly claim: Claim; readonly madeAt: Instant | null } | undefined {
  switch (kind) {
    case 'provenance': {
      const read = Provenance.safeParse(predicate).data;
      const parameters = read && parametersOf(read.buildDefinition.externalParameters);
      if (read === undefined || parameters === undefined) return undefined;
      const { buildType, resolvedDependencies = [] } = read.buildDefinition;
      const { builder, metadata } = read.runDetails;
      const commits = resolvedDependencies.flatMap(({ digest }) => digest?.gitCommit ?? digest?.sha1 ?? []);
      const claim: Claim = { predicate: kind, builder: builder.id, buildType, parameters, commits };
      return { claim, madeAt: momentOf(metadata?.finishedOn) };
    }
    case 'tests': {
      const read = Tests.safeParse(predicate).data;
      if (read === undefined) return undefined;
      const { result, passedTests = [], failedTests = [] } = read;
      const failed = failedTests.slice(0, 20);
      const claim: Claim = { predicate: kind, result, passed: passedTests.length, failed };
      return { claim, madeAt: momentOf(read.finishedOn) };
    }
    case 'review': {
      const read = Review.safeParse(predicate).data;
      if (read === undefined) return undefined;
      const { verifier, properties } = read;
      const claim: Claim = { predicate: kind, verifier: verifier.id, passed: true, properties };
      return { claim, madeAt: momentOf(read.timeCreated) };
    }
    case 'summary': {
      const read = Summary.safeParse(predicate).data;
      if (read === undefined) return undefined;
      const { verifier, verificationResult, verifiedLevels: properties = [] } = read;
      const claim: Claim = {
        predicate: kind,
        verifier: verifier.id,
        passed: verificationResult === 'PASSED',
        properties,
      };
      return { claim, madeAt: momentOf(read.timeVerified) };
    }
  }
}

const momentOf = (text: string | undefined): Instant | null => (text === undefined ? null : instant(Date.parse(text)));
