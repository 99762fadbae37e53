using System.Diagnostics;
using Relay.Functions.Queue;

namespace Relay.Functions.Telemetry;

/// <summary>
/// The relay's spans. A request begins a trace of its own; the queue's messages carry it on to delivery. A caller's own trace is a
/// link, so that nobody outside decides what is sampled here. Attributes are names of partners, numbers and words out of closed lists.
/// Where nobody listens, every start gives null and costs nothing.
/// </summary>
internal static class RelayTraces
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Relay";

    /// <summary>The application property of queue messages that carries the context; the Azure SDK's own name for it.</summary>
    public const string MessageProperty = "Diagnostic-Id";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The W3C id of the span under way; null without one.</summary>
    public static string? CurrentId => Current?.Id;

    private static Activity? Current => Activity.Current is { } activity && activity.Source == Source ? activity : null;

    /// <summary>A request of the API. It begins a trace, whatever the caller's headers say.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="traceparent">The caller's header, which is linked to when it is valid.</param>
    public static Activity? StartRequest(string operation, string? traceparent)
    {
        if (!Source.HasListeners())
            return null;

        ActivityLink[] links = ActivityContext.TryParse(traceparent, null, isRemote: true, out var caller) ? [new ActivityLink(caller)] : [];
        return StartRemote(operation, ActivityKind.Server, default, links);
    }

    /// <summary>The acceptance of the envelopes of a request.</summary>
    public static Activity? StartAccept(string sender, int envelopes) =>
        Source.StartActivity("accept")?.SetTag(TraceTags.Sender, sender).SetTag(TraceTags.Envelopes, envelopes);

    /// <summary>A transfer to a queue.</summary>
    public static Activity? StartSend(string queue, int messages) =>
        Source.StartActivity("queue.send", ActivityKind.Producer)?.SetTag(TraceTags.Queue, queue).SetTag(TraceTags.Messages, messages);

    /// <summary>A message that the queue has brought; goes on in the trace of the request that it came from.</summary>
    public static Activity? StartDeliver(in QueuedMessage message)
    {
        if (!Source.HasListeners())
            return null;

        var parent = ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var sent) ? sent : default;
        return StartRemote("deliver", ActivityKind.Consumer, parent, [])?
            .SetTag(TraceTags.Queue, message.Queue)
            .SetTag(TraceTags.DeliveryCount, message.DeliveryCount);
    }

    /// <summary>
    /// A message that was parked and is looked at again; goes on in the trace of the request that it came from, with a link to the alarm
    /// under which that happens. Null, and all of it is the alarm's, where it was parked without a trace.
    /// </summary>
    public static Activity? StartParked(string? traceParent, in PackedHead head)
    {
        if (!Source.HasListeners() || !ActivityContext.TryParse(traceParent, null, isRemote: true, out var parked))
            return null;

        ActivityLink[] links = Current is { } alarm ? [new ActivityLink(alarm.Context)] : [];
        var span = StartRemote("deliver.parked", ActivityKind.Consumer, parked, links);
        if (span is not null)
            Describe(head);
        return span;
    }

    /// <summary>Says what the message under way holds.</summary>
    public static void Describe(in PackedHead head)
    {
        if (Current is not { IsAllDataRequested: true } deliver)
            return;

        deliver.SetTag(TraceTags.Kind, head.Kind.ToString().ToLowerInvariant());
        deliver.SetTag(TraceTags.Recipient, head.Lane.Partner);
        deliver.SetTag(TraceTags.Class, ClassWords.Of(head.Lane.Class));
        if (head.Sender.Length > 0)
            deliver.SetTag(TraceTags.Sender, head.Sender);
    }

    /// <summary>A call to a partner's endpoint.</summary>
    public static Activity? StartCall(string recipient, int envelopes) =>
        Source.StartActivity("partner.call", ActivityKind.Client)?.SetTag(TraceTags.Recipient, recipient).SetTag(TraceTags.Envelopes, envelopes);

    /// <summary>A write of final states.</summary>
    public static Activity? StartLedger(int envelopes) => Source.StartActivity("ledger.write")?.SetTag(TraceTags.Envelopes, envelopes);

    // The server's own activity, or whatever else is current, must not become the parent.
    private static Activity? StartRemote(string name, ActivityKind kind, ActivityContext parent, ActivityLink[] links)
    {
        var before = Activity.Current;
        Activity.Current = null;
        var started = Source.StartActivity(name, kind, parent, tags: null, links);
        if (started is null)
            Activity.Current = before;
        return started;
    }
}
