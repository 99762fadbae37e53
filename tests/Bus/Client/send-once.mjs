// Sends one message with the official JavaScript client and prints the error code it ended with, or null.
// node send-once.mjs <connection string> <queue>
import { ServiceBusClient } from '@azure/service-bus';

const [connectionString, queue] = process.argv.slice(2);
const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0 } });
let code = null;
let message = null;
try {
  await client.createSender(queue).sendMessages({ body: 'x' });
} catch (error) {
  code = error.code;
  message = error.message;
}
await client.close();
console.log(JSON.stringify({ code, message }));
