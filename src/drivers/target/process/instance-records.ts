import { type RecordFiles, recordFiles } from '../../shared/instances/record-files.ts';
import { InstanceRecord } from './instance-record.ts';

/** The records of all instances of one target. */
export type InstanceRecords = RecordFiles<InstanceRecord>;

/** Keeps the records of processes. */
export const instanceRecords = (dir: string): InstanceRecords => recordFiles(dir, InstanceRecord);
