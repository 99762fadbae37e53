// Reads the administration endpoint with the official JavaScript client and prints what it saw as one line of JSON.
// node read-administration.mjs <connection string> <queue> <absent queue>
import { ServiceBusAdministrationClient } from '@azure/service-bus';

const [connectionString, queue, absent] = process.argv.slice(2);

// Version 7.9.5 of this client always asks for https and takes no policies in its options; the broker speaks http only.
const overHttp = {
  name: 'overHttp',
  sendRequest(request, next) {
    request.url = request.url.replace(/^https:/, 'http:');
    request.allowInsecureConnection = true;
    return next(request);
  },
};

const client = new ServiceBusAdministrationClient(connectionString);
client.pipeline.addPolicy(overHttp);

async function failure(operation) {
  try {
    await operation();
    return null;
  } catch (error) {
    return { code: error.code, status: error.statusCode, message: error.message };
  }
}

async function all(pages) {
  const names = [];
  for await (const page of pages)
    names.push([...page].map((item) => item.name));
  return names;
}

const seen = { unauthorized: await failure(() => client.getNamespaceProperties()) };
if (!seen.unauthorized) {
  seen.namespace = await client.getNamespaceProperties();
  seen.queue = await client.getQueue(queue);
  seen.runtime = await client.getQueueRuntimeProperties(queue);
  seen.exists = [await client.queueExists(queue), await client.queueExists(absent), await client.topicExists(absent), await client.subscriptionExists(absent, 's')];
  seen.pages = await all(client.listQueues().byPage({ maxPageSize: 2 }));
  seen.runtimePages = await all(client.listQueuesRuntimeProperties().byPage({ maxPageSize: 100 }));
  seen.topics = await all(client.listTopics().byPage());
  seen.absent = await failure(() => client.getQueue(absent));
  seen.subscriptions = await failure(() => all(client.listSubscriptions(absent).byPage()));
  seen.create = await failure(() => client.createQueue('new'));
  seen.remove = await failure(() => client.deleteQueue(queue));
  seen.update = await failure(async () => client.updateQueue({ ...await client.getQueue(queue), maxDeliveryCount: 3 }));
}
console.log(JSON.stringify(seen));
