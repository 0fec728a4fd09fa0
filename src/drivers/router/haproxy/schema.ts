import { z } from 'zod';
import type { RouterCapabilities } from '../../../core/unit/capabilities.ts';
import type { HaproxyRouterSpec } from '../../../core/unit/environment.ts';

// They become parts of commands and of lines of a configuration, so nothing that could end a word may stand in them.
const BACKEND = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,63})$/;
const PATH = /^[\x21-\x7e]+$/;

const ADDRESS = /^https?:\/\/(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::\d{1,5})?$/;

/** The keys of the block `router: { type: haproxy, socket: run/haproxy.sock, backend: checkout }`. */
export const haproxyRouterKeys = {
  socket: z
    .string()
    .regex(PATH, 'write the path of the runtime socket, without spaces')
    .meta({
      examples: ['run/haproxy.sock'],
      description: 'haproxy: its runtime socket, from  stats socket PATH level admin',
    }),
  backend: z
    .string()
    .regex(BACKEND, 'write letters, digits, - _ and .')
    .meta({
      examples: ['checkout'],
      description: 'haproxy: NAME of the backends NAME-stable and NAME-candidate',
    }),
  address: z
    .string()
    .regex(ADDRESS, 'write scheme, host and port, for example https://shop.example')
    .meta({
      examples: ['https://shop.example'],
      description: 'haproxy: where users reach it; else the first listener of the frontend NAME',
    }),
  files: z
    .string()
    .regex(PATH, 'write the path of a folder, without spaces')
    .meta({
      examples: ['run/haproxy'],
      description: 'haproxy: the folder where what is in force is kept for its next reload',
    }),
  latency: z.literal('log').meta({
    examples: ['log'],
    description: 'haproxy: durations are read from the ring NAME-times of its log, as in examples/haproxy',
  }),
};

/** What the block says, as the core knows it. What was not written is not there. */
export function haproxyRouterSpec(written: WrittenHaproxy): HaproxyRouterSpec {
  const { socket, backend, address, files, sticky, latency } = written;
  return {
    type: 'haproxy',
    socket,
    backend,
    ...(address === undefined ? {} : { address }),
    ...(files === undefined ? {} : { files }),
    ...(sticky === 'cookie' ? { sticky } : {}),
    ...(latency === undefined ? {} : { latency }),
  };
}

interface WrittenHaproxy {
  readonly socket: string;
  readonly backend: string;
  readonly address?: string | undefined;
  readonly files?: string | undefined;
  readonly sticky?: 'cookie' | 'none' | undefined;
  readonly latency?: 'log' | undefined;
}

/** What a HAProxy can do as a router. */
export const haproxyRouterCapabilities: RouterCapabilities = {
  weights: '0.1 %',
  sticky: true,
  drains: 'to their end, seen until then',
  counts: 'requests and errors; durations in whole milliseconds where its log tells them',
};
