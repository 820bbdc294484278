import { z } from 'zod';
import { jobKinds, jobStates } from './enumerations.ts';
import type { JobKindName } from './enumerations.ts';
import { listOf, listQuery, time } from './lists.ts';
import { resourceName } from './names.ts';
import { problem } from './problems.ts';

export const jobKind = z.enum(Object.keys(jobKinds) as [JobKindName, ...JobKindName[]]);
export const jobState = z.enum(jobStates);

/** What the words of a job's title are filled in with. */
export const jobParams = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const job = z.object({
  id: z.string(),
  kind: z.string().describe(`One of ${jobKind.options.join(', ')}`),
  state: jobState,
  title_key: z.string().describe('Names what is done, for clients to say it in their language'),
  params: jobParams.describe('What belongs into that title'),
  database: z.string().nullable(),
  collection: z.string().nullable(),
  progress: z.object({
    done: z.number(),
    total: z.number().nullable().describe('null while it is not known'),
    unit: z.string().describe('What is counted, such as rows or chunks'),
    detail: z.string().nullable(),
  }),
  eta_seconds: z.number().nullable().describe('Time left, from the speed of this attempt'),
  attempts: z.int().describe('How often it was begun'),
  error: problem
    .nullable()
    .describe('Why it failed; of one that waits, why its last attempt did not end well'),
  result: z
    .unknown()
    .describe('What it made; of some kinds there from the start. Null in a list where it is large'),
  created_by: z
    .string()
    .nullable()
    .describe('Id of the key that made it; null for what FroDB does by itself'),
  created_at: time,
  started_at: time.nullable(),
  ended_at: time.nullable(),
  next_attempt_at: time.nullable().describe('Of one that waits: not before then'),
});

export const jobWithAttempts = job.extend({
  attempt_log: z
    .array(z.object({ started_at: time, ended_at: time, error: problem.nullable() }))
    .describe('The last 20 attempts that have ended'),
});

export const jobsQuery = listQuery.extend({
  state: jobState.optional().describe('Only jobs in this state'),
  kind: jobKind.optional().describe('Only jobs of this kind'),
  database: resourceName.optional().describe('Only jobs on this database'),
  collection: resourceName.optional().describe('Only jobs on collections of this name'),
});
export const jobPath = z.strictObject({ id: z.string().describe('Id of a job (UUID)') });
export const jobList = listOf(job);

export type Job = z.infer<typeof job>;
export type JobWithAttempts = z.infer<typeof jobWithAttempts>;
export type JobState = z.infer<typeof jobState>;
export type JobParams = z.infer<typeof jobParams>;
export type JobsQuery = z.infer<typeof jobsQuery>;
