// SPDX-License-Identifier: AGPL-3.0-only
// One provider as a process: node provider/main.mjs [CONFIG.json]. Prints one JSON line when it is ready.
import { readConfig } from './config.mjs';
import { startProvider } from './provider.mjs';

const config = await readConfig(process.argv[2], process.env);
const provider = await startProvider(config);
const { port, controlPort } = provider;
console.log(JSON.stringify({ ready: true, name: config.name, pid: process.pid, port, controlPort }));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => provider.stop().then(() => process.exit(0)));
}
