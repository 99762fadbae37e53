// The client's streaming receivers; they complete what their handler returned from, and abandon what it threw for.
const handlers = (seen, failOn) => ({
  processMessage: async (message) => {
    const text = Buffer.from(message.body).toString();
    seen.push({ session: message.sessionId ?? "", text });
    if (text === failOn && message.deliveryCount === 0) throw new Error("The handler was told to fail.");
  },
  processError: async () => {},
});

export function subscribe(client, queue, concurrency, failOn) {
  const seen = [];
  const receiver = client.createReceiver(queue, { skipParsingBodyAsJson: true });
  const subscription = receiver.subscribe(handlers(seen, failOn), { maxConcurrentCalls: concurrency });
  return {
    seen,
    close: async () => {
      await subscription.close();
      await receiver.close();
    },
  };
}

export async function subscribeSessions(client, queue, sessions, failOn) {
  const seen = [];
  const receivers = await Promise.all(sessions.map((id) => client.acceptSession(queue, id, { skipParsingBodyAsJson: true })));
  const subscriptions = receivers.map((receiver) => receiver.subscribe(handlers(seen, failOn)));
  return {
    seen,
    close: async () => {
      for (const subscription of subscriptions) await subscription.close();
      for (const receiver of receivers) await receiver.close();
    },
  };
}
