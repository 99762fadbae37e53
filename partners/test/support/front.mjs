// SPDX-License-Identifier: AGPL-3.0-only
// A program in front of the relay double that can be killed: node front.mjs PORT TARGET-PORT. Prints its port.
import net from 'node:net';

const [port, target] = process.argv.slice(2).map(Number);
const server = net.createServer((inner) => {
  const outer = net.connect(target, '127.0.0.1');
  inner.pipe(outer).pipe(inner);
  // Either end may be cut off; the other then has nobody to talk to.
  inner.on('error', () => outer.destroy());
  outer.on('error', () => inner.destroy());
});
server.listen(port, '127.0.0.1', () => console.log(server.address().port));
