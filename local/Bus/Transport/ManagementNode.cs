using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport;

/// <summary>A queue's <c>$management</c> node (operations and names as the Service Bus protocol has them).</summary>
internal sealed partial class ManagementNode(BusQueue queue, ConnectionState connection, ReceivingAmqpLink requests, ILogger logger)
    : RequestNode(connection, requests, logger)
{
    private const string Prefix = "com.microsoft:";

    /// <summary>The most messages one request deletes (the limit of the Premium tier).</summary>
    private const int MostDeleted = 4000;

    protected override void Process(AmqpMessage request)
    {
        var operation = TextProperty(request, "operation") ?? "";
        var body = request.ValueBody?.Value as AmqpMap ?? [];
        try
        {
            Run(operation.StartsWith(Prefix, StringComparison.Ordinal) ? operation[Prefix.Length..] : operation, request, body);
        }
        catch (Exception e) when (e is AmqpFormatException or ArgumentException or InvalidCastException)
        {
            Respond(request, AmqpResponseStatusCode.BadRequest, e.Message, Conditions.ArgumentError);
        }
    }

    private void Run(string operation, AmqpMessage request, AmqpMap body)
    {
        switch (operation)
        {
            case "renew-lock": RenewLock(request, body); break;
            case "schedule-message": Schedule(request, body); break;
            case "cancel-scheduled-message": queue.CancelScheduled(body.Numbers("sequence-numbers"), outcome => Answer(request, outcome)); break;
            case "peek-message": Peek(request, body); break;
            case "receive-by-sequence-number": ReceiveBySequenceNumber(request, body); break;
            case "update-disposition": UpdateDisposition(request, body); break;
            case "batch-delete-messages": DeleteMessages(request, body); break;
            case "get-message-sessions": ListSessions(request, body); break;
            case "renew-session-lock": RenewSession(request, body); break;
            case "get-session-state": GetSessionState(request, body); break;
            case "set-session-state": SetSessionState(request, body); break;
            default:
                Respond(request, AmqpResponseStatusCode.NotImplemented, $"Operation '{operation}' is not known.", AmqpErrorCode.NotImplemented);
                break;
        }
    }

    private void RenewLock(AmqpMessage request, AmqpMap body)
    {
        var renewed = body.Tokens("lock-tokens").Select(queue.RenewLock).ToArray();
        var failure = renewed.FirstOrDefault(result => result.Outcome != Outcome.Done);
        Answer(request, failure.Outcome, ("expirations", renewed.Select(result => Time(result.Until)).ToArray()));
    }

    private void Schedule(AmqpMessage request, AmqpMap body)
    {
        var messages = body.Maps("messages").Select(map => IncomingMessage.Parse(map.Bytes("message") ?? [])).ToArray();
        queue.Send(messages, (outcome, numbers) => Answer(request, outcome, ("sequence-numbers", numbers)));
    }

    private void Peek(AmqpMessage request, AmqpMap body)
    {
        var messages = queue.Peek(body.Number("from-sequence-number"), (int)body.Number("message-count"), SessionId(body));
        if (messages.Count == 0)
            Respond(request, AmqpResponseStatusCode.NoContent, "There are no messages to peek.");
        else
            Answer(request, Outcome.Done, ("messages", messages.Select(message => Encoded(message, withToken: false)).ToList()));
    }

    private void ReceiveBySequenceNumber(AmqpMessage request, AmqpMap body)
    {
        var session = SessionId(body);
        Consumer? receiver = null;
        if (session is not null && !IsFromReceiver(request, out receiver))
        {
            Answer(request, Outcome.SessionLockLost);
            return;
        }
        queue.ReceiveDeferred(body.Numbers("sequence-numbers"), session, body.Number("receiver-settle-mode") == 0, (outcome, messages) =>
            Answer(request, outcome, ("messages", messages.Select(message => Encoded(message, withToken: true)).ToList())), receiver);
    }

    private void DeleteMessages(AmqpMessage request, AmqpMap body)
    {
        var count = (int)Math.Min(body.Number("message-count"), MostDeleted);
        queue.DeleteUnseen(count, body.Milliseconds("enqueued-time-utc"), SessionId(body), deleted =>
        {
            if (deleted == 0)
                Respond(request, AmqpResponseStatusCode.NoContent, "There are no messages to delete.");
            else
                Answer(request, Outcome.Done, ("message-count", deleted));
        });
    }

    private void UpdateDisposition(AmqpMessage request, AmqpMap body)
    {
        var tokens = body.Tokens("lock-tokens");
        var verdict = Verdicts.From(body.Text("disposition-status"), body) ?? throw new ArgumentException("The disposition status is unknown.");
        var open = tokens.Length;
        var worst = Outcome.Done;
        var gate = new object();
        foreach (var token in tokens)
        {
            queue.Settle(token, verdict, outcome =>
            {
                bool last;
                lock (gate)
                {
                    worst = outcome == Outcome.Done ? worst : outcome;
                    last = --open == 0;
                }
                if (last)
                    Answer(request, worst);
            });
        }
    }

    private void Answer(AmqpMessage request, Outcome outcome, (string Name, object? Value)? result = null)
    {
        if (outcome != Outcome.Done)
        {
            Respond(request, Conditions.ToStatus(outcome), Conditions.Describe(outcome), Conditions.ToCondition(outcome));
            return;
        }
        var body = new AmqpMap();
        if (result is { } item)
            body[new MapKey(item.Name)] = item.Value;
        Respond(request, AmqpResponseStatusCode.OK, "OK", condition: null, body);
    }

    private static AmqpMap Encoded(in DeliveredMessage message, bool withToken)
    {
        var map = new AmqpMap { [new MapKey("message")] = new ArraySegment<byte>(OutgoingMessage.EncodeWhole(message.Encoded, message)) };
        if (withToken)
            map[new MapKey("lock-token")] = message.LockToken;
        return map;
    }

    private static string? SessionId(AmqpMap body) => body.TryGetValue<string>(new MapKey("session-id"), out var id) ? id : null;

    private static DateTime Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime;
}
