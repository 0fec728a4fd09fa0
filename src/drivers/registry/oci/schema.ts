import { z } from 'zod';

/** The keys of `registry: { type: oci, … }`, made of values that the configuration reads. Which of them are needed is a rule: rules/registry.ts. */
export const ociKeys = <Address extends z.ZodType, Secret extends z.ZodType, Range extends z.ZodType>(values: {
  readonly address: Address;
  readonly secret: Secret;
  readonly range: Range;
}) => ({
  url: values.address.optional(),
  username: z
    .string()
    .regex(/^[\x21-\x39\x3b-\x7e]+$/, 'write the name of the account, without blanks and colons')
    .meta({ examples: ['deploy'], description: 'oci: who we are there' })
    .optional(),
  password: values.secret.optional(),
  token_server: z
    .string()
    .regex(/^[a-z0-9.-]+(?::\d{1,5})?$/, 'write a host such as auth.acme.test')
    .meta({
      examples: ['auth.acme.test'],
      description: 'oci: the host that gives its tokens, and so is shown the password, where it is another one',
    })
    .optional(),
  allow_private: z
    .array(values.range)
    .max(20)
    .meta({ description: 'oci: ranges of private addresses that the registry may be reached at' })
    .optional(),
  keep_all: z
    .boolean()
    .meta({ examples: [true], description: 'oci: somebody else clears it up; nothing is removed from it' })
    .optional(),
});
