using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Transport.Front;
using Relay.Local.Bus.Wire;
using Outcome = Relay.Local.Bus.Engine.Outcome;

namespace Relay.Local.Bus.Transport;

/// <summary>One receiver link: opens it (waiting for a session where it asks for one), delivers, and takes settlements.</summary>
internal sealed class ReceiveNode(BusQueue queue, SendingAmqpLink link, ConnectionState connection, TimeProvider clock, ILogger logger)
    : IDeliverySink
{
    private static readonly AmqpSymbol SessionFilter = "com.microsoft:session-filter";
    private static readonly AmqpSymbol SessionTimeout = "com.microsoft:timeout";
    private static readonly AmqpSymbol SessionLockedUntil = "com.microsoft:locked-until-utc";
    private static readonly TimeSpan DefaultSessionWait = TimeSpan.FromSeconds(60);

    /// <summary>This thread is in the library's sending of a delivery.</summary>
    [ThreadStatic]
    private static bool _sending;

    private readonly OutboundGauge _gauge = BrokerConnection.Of(link).Outbound;
    private readonly LinkShare _share = new(BrokerConnection.Of(link).Outbound);

    public int Credit => _gauge.Congested ? 0 : (int)Math.Min(link.LinkCredit, int.MaxValue);

    public async Task OpenAsync()
    {
        var settlesOnSend = link.Settings.SettleType == SettleMode.SettleOnSend;
        var source = (Source)link.Settings.Source;
        object? filter = null;
        var wantsSession = source.FilterSet?.TryGetValue(SessionFilter, out filter) == true;
        if (wantsSession != queue.HasSessions)
            throw Conditions.ToException(Outcome.NotAllowed);
        var consumer = wantsSession ? await AcceptSessionAsync(source, filter, settlesOnSend) : queue.Attach(this, settlesOnSend);
        connection.AddReceiver(link, consumer);
        link.RegisterDispositionListener(OnDisposition);
        link.RegisterCreditListener((_, drain, _) => queue.CreditChanged(consumer, drain));
        void GoOn() => queue.Resume(consumer);
        _gauge.Drained += GoOn;
        // A failing write may close the link inside a delivery, under the queue's lock: the queue is told from elsewhere.
        link.SafeAddClosed((_, _) =>
        {
            _gauge.Drained -= GoOn;
            _share.Close();
            ThreadPool.QueueUserWorkItem(_ => queue.Detach(consumer));
        });
    }

    public void Deliver(in DeliveredMessage message)
    {
        var (head, tail) = OutgoingMessage.Encode(message.Encoded, message);
        var delivery = new OutboundMessage(head, tail, _share);
        var token = new ArraySegment<byte>((message.LockToken == Guid.Empty ? Guid.NewGuid() : message.LockToken).ToByteArray());
        _share.Handed(head.Length + tail.Count);
        _sending = true;
        try
        {
            LinkGuard.Answer(link, logger, () => link.SendMessageNoWait(delivery, token, default));
        }
        finally
        {
            _sending = false;
        }
    }

    // The AMQP library answers a drain by itself, but without the drain flag that the JavaScript client waits for: before it
    // closes the link, and with it the session. An answer ahead of the library's gives the credit back with the flag set.
    public void Drained() => LinkGuard.Answer(link, logger, () => link.IssueCredit(0, drain: true, AmqpConstants.NullBinary));

    // Closing a link calls back into the queue, so it is not done under the queue's lock.
    public void SessionLost() => ThreadPool.QueueUserWorkItem(_ => link.SafeClose(Conditions.ToException(Outcome.SessionLockLost)));

    private async Task<Consumer> AcceptSessionAsync(Source source, object? filter, bool settlesOnSend)
    {
        var consumer = new Consumer(this, settlesOnSend);
        var id = (filter is DescribedType described ? described.Value : filter) as string;
        long until;
        if (id is not null)
        {
            (var outcome, until) = queue.AcceptSession(consumer, id);
            if (outcome != Outcome.Done)
                throw Conditions.ToException(outcome);
        }
        else
        {
            (id, until) = await NextSessionAsync(consumer);
        }
        source.FilterSet[SessionFilter] = id;
        link.Settings.Properties ??= [];
        link.Settings.Properties[SessionLockedUntil] = DateTimeOffset.FromUnixTimeMilliseconds(until).UtcTicks;
        return consumer;
    }

    private async Task<(string Id, long Until)> NextSessionAsync(Consumer consumer)
    {
        var granted = new TaskCompletionSource<(string, long)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = queue.RequestSession(consumer, (id, until) => granted.TrySetResult((id, until)));
        link.SafeAddClosed((_, _) =>
        {
            if (queue.Withdraw(request))
                granted.TrySetException(Conditions.ToException(Outcome.TimedOut));
        });
        try
        {
            return await granted.Task.WaitAsync(SessionWait(), clock);
        }
        catch (TimeoutException)
        {
            if (queue.Withdraw(request))
                throw Conditions.ToException(Outcome.TimedOut);
            // It was granted in the same moment.
            return await granted.Task;
        }
    }

    private TimeSpan SessionWait() =>
        link.Settings.Properties is { } properties && properties.TryGetValue<uint>(SessionTimeout, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : DefaultSessionWait;

    private void OnDisposition(Delivery delivery)
    {
        // A client may settle a delivery before the call that sends it has returned. The library then takes the delivery for
        // one sent as settled, and tells of it as accepted, from inside that call: that is no word of the client.
        if (link.Settings.SettleType == SettleMode.SettleOnSend || _sending)
            return;
        var state = delivery.State;
        if (state is Received)
            return;
        // The same may have put the library's own outcome over the one that came from the client, which is then unknown: the
        // message goes back, since it must not be lost.
        var verdict = ReferenceEquals(state, AmqpConstants.AcceptedOutcome) ? Verdict.Of(Decision.Release) : Verdicts.From(state);
        queue.Settle(new Guid(delivery.DeliveryTag.AsSpan()), verdict, outcome => LinkGuard.Answer(link, logger, () =>
        {
            if (!delivery.Settled)
                link.DisposeDelivery(delivery, settled: true, Answer(state, outcome));
        }));
    }

    private static DeliveryState Answer(DeliveryState state, Outcome outcome)
    {
        if (outcome != Outcome.Done)
            return new Rejected { Error = Conditions.ToError(outcome) };
        // A dead-letter request is itself a rejection; its answer carries no error, or the client would take it for one.
        return state is Rejected ? new Rejected() : state;
    }
}
