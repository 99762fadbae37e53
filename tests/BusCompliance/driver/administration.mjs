// The administration client, and its lists as pages.
import { ServiceBusAdministrationClient } from "@azure/service-bus";

// Version 7.9.5 always asks for https and takes no policies in its options; the broker speaks http only.
const overHttp = {
  name: "overHttp",
  sendRequest: (request, next) =>
    next(Object.assign(request, { url: request.url.replace(/^https:/, "http:"), allowInsecureConnection: true })),
};

export function openAdministration(connectionString) {
  const client = new ServiceBusAdministrationClient(connectionString);
  client.pipeline.addPolicy(overHttp);
  return client;
}

export async function readPages(list, pageSize) {
  const pages = [];
  for await (const page of list.byPage(pageSize === null ? {} : { maxPageSize: pageSize })) pages.push([...page]);
  return pages;
}
