using System.Diagnostics.Metrics;

namespace Relay.Functions.Telemetry;

/// <summary>
/// What the relay counts and measures. Tags are partners' names and short words out of closed lists, never a user, an address
/// or an id: their number is bounded by the number of partners.
/// </summary>
public sealed class RelayMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Relay";

    private readonly Counter<long> _requests;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _acceptedBytes;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _calls;
    private readonly Counter<long> _breakers;
    private readonly Counter<long> _held;
    private readonly Counter<long> _keysLow;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _received;
    private readonly Counter<long> _storage;
    private readonly Counter<long> _executions;

    /// <summary>Creates the instruments.</summary>
    public RelayMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>(MetricNames.Requests, "{request}", "Requests of partners and operators that were answered.");
        _accepted = meter.CreateCounter<long>(MetricNames.Accepted, "{envelope}", "Envelopes that the queue has durably.");
        _acceptedBytes = meter.CreateCounter<long>(MetricNames.AcceptedBytes, "By", "Bytes of ciphertext of accepted envelopes.");
        _refused = meter.CreateCounter<long>(MetricNames.Refused, "{envelope}", "Envelopes that were not accepted.");
        _ended = meter.CreateCounter<long>(MetricNames.Ended, "{envelope}", "Final states.");
        _latency = meter.CreateHistogram<double>(MetricNames.DeliveryLatency, "s", "From an envelope's acceptance to its delivery.");
        _calls = meter.CreateHistogram<double>(MetricNames.PartnerCalls, "s", "Calls to partners' endpoints.");
        _breakers = meter.CreateCounter<long>(MetricNames.BreakerChanges, "{change}", "Breakers that opened and closed.");
        _held = meter.CreateCounter<long>(MetricNames.Held, "{envelope}", "Envelopes that were held for an operator.");
        _keysLow = meter.CreateCounter<long>(MetricNames.KeysLow, "{device}", "Devices that a claim left few one-time keys.");
        _sent = meter.CreateCounter<long>(MetricNames.QueueSent, "{message}", "Messages put on Service Bus.");
        _received = meter.CreateCounter<long>(MetricNames.QueueReceived, "{message}", "Messages brought from Service Bus.");
        _storage = meter.CreateCounter<long>(MetricNames.StorageOperations, "{request}", "Requests to Table and Blob storage.");
        _executions = meter.CreateCounter<long>(MetricNames.Executions, "{execution}", "Calls of the Functions host.");
    }

    /// <summary>A request was answered.</summary>
    /// <param name="partner">Who signed it; null when nobody is known to have.</param>
    /// <param name="operation">The operation's name in the API description.</param>
    /// <param name="status">The status code.</param>
    public void RequestAnswered(string? partner, string operation, int status) =>
        _requests.Add(1, new(MetricTags.Partner, partner ?? MetricTags.Nobody), new(MetricTags.Operation, operation), new(MetricTags.Status, status));

    /// <summary>Envelopes of one sender to one partner were accepted.</summary>
    public void Accepted(string sender, string recipient, string envelopeClass, long envelopes, long bytes)
    {
        _accepted.Add(envelopes, new(MetricTags.Sender, sender), new(MetricTags.Recipient, recipient), new(MetricTags.Class, envelopeClass));
        _acceptedBytes.Add(bytes, new(MetricTags.Sender, sender), new(MetricTags.Recipient, recipient));
    }

    /// <summary>Envelopes were not accepted.</summary>
    /// <param name="sender">The sending partner.</param>
    /// <param name="reason">The problem's type word, such as not-reachable.</param>
    /// <param name="envelopes">How many.</param>
    public void Refused(string sender, string reason, long envelopes) => _refused.Add(envelopes, new(MetricTags.Sender, sender), new(MetricTags.Reason, reason));

    /// <summary>Envelopes have ended.</summary>
    public void Ended(string sender, string recipient, string state, long envelopes) =>
        _ended.Add(envelopes, new(MetricTags.Sender, sender), new(MetricTags.Recipient, recipient), new(MetricTags.State, state));

    /// <summary>A batch was delivered.</summary>
    public void Delivered(string recipient, string envelopeClass, TimeSpan sinceAccepted) =>
        _latency.Record(sinceAccepted.TotalSeconds, new(MetricTags.Recipient, recipient), new(MetricTags.Class, envelopeClass));

    /// <summary>A call to one of a partner's endpoints is over.</summary>
    /// <param name="recipient">Whose endpoint.</param>
    /// <param name="endpoint"><see cref="CalledEndpoints.Deliveries"/> or <see cref="CalledEndpoints.Events"/>.</param>
    /// <param name="outcome">none, or the failure: unreachable, timed-out, bad-status, bad-answer, not-callable.</param>
    /// <param name="took">How long it took.</param>
    public void PartnerCalled(string recipient, string endpoint, string outcome, TimeSpan took) =>
        _calls.Record(took.TotalSeconds, new(MetricTags.Recipient, recipient), new(MetricTags.Endpoint, endpoint), new(MetricTags.Outcome, outcome));

    /// <summary>A breaker has changed.</summary>
    /// <param name="recipient">Whose.</param>
    /// <param name="state">open, disabled or closed.</param>
    public void BreakerChanged(string recipient, string state) => _breakers.Add(1, new(MetricTags.Recipient, recipient), new(MetricTags.State, state));

    /// <summary>Envelopes were held for an operator.</summary>
    public void Held(string recipient, string reason, long envelopes) => _held.Add(envelopes, new(MetricTags.Recipient, recipient), new(MetricTags.Reason, reason));

    /// <summary>A claim has left a device few one-time keys.</summary>
    public void KeysLow(string partner) => _keysLow.Add(1, new KeyValuePair<string, object?>(MetricTags.Partner, partner));

    /// <summary>The queue has acknowledged messages.</summary>
    public void QueueSent(string queue, int messages) => _sent.Add(messages, new KeyValuePair<string, object?>(MetricTags.Queue, queue));

    /// <summary>The host brought a message.</summary>
    public void QueueReceived(string queue) => _received.Add(1, new KeyValuePair<string, object?>(MetricTags.Queue, queue));

    /// <summary>A request to storage is being sent.</summary>
    /// <param name="store">tables or blobs.</param>
    /// <param name="operation">read, list, write or delete.</param>
    public void StorageCalled(string store, string operation) => _storage.Add(1, new(MetricTags.Store, store), new(MetricTags.Operation, operation));

    /// <summary>The Functions host has called a function.</summary>
    public void Executed(string function) => _executions.Add(1, new KeyValuePair<string, object?>(MetricTags.Function, function));
}
