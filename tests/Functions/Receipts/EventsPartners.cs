using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Ledger;

namespace Relay.Functions.Tests.Receipts;

/// <summary>A call to an events endpoint.</summary>
internal sealed record EventsCall(string Partner, string Id, JsonNode Body)
{
    public IEnumerable<Guid> Ids => Body["receipts"]!.AsArray().Select(receipt => Guid.Parse((string)receipt!["id"]!));
}

/// <summary>Partners with events endpoints whose answers a test decides, and the pump that serves them.</summary>
internal sealed class EventsPartners : IPartners, IEventsEndpoint
{
    private readonly List<PartnerRecord> _added = [];

    public EventsPartners()
    {
        var options = Options.Create(new ReceiptOptions { ReceiptsPerCall = 100 });
        Delivery = new ReceiptDelivery(Ledgers.Store, Store, this, this, new Random(1), options, Ledgers.Clock, NullLogger<ReceiptDelivery>.Instance);
        Pump = new ReceiptPump(this, Delivery, options, Ledgers.Clock, NullLogger<ReceiptPump>.Instance);
    }

    public Ledgers Ledgers { get; } = new();

    public MemoryEventStore Store { get; } = new();

    public ReceiptDelivery Delivery { get; }

    public ReceiptPump Pump { get; }

    public ConcurrentQueue<EventsCall> Calls { get; } = new();

    public Func<EventsCall, Task<EventsAnswer>> Answer { get; set; } = _ => Task.FromResult(new EventsAnswer(DestinationFailure.None, Status: 204));

    public PartnerRecord Add(string name, PartnerStatus status = PartnerStatus.Live)
    {
        _added.Add(Record(name) with { Status = status });
        return _added[^1];
    }

    public async IAsyncEnumerable<PartnerRecord> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var partner in _added)
            yield return partner;
        yield return Record("suspended") with { Status = PartnerStatus.Suspended };
        yield return Record("polling") with { Events = null };
    }

    public ValueTask<PartnerRecord?> FindAsync(string name) => ValueTask.FromResult(_added.Find(partner => partner.Name == name));

    public Task<PartnerRecord?> FindNowAsync(string name, CancellationToken cancel) => FindAsync(name).AsTask();

    public Task<EventsAnswer> PostAsync(PartnerRecord partner, string id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var call = new EventsCall(partner.Events!.Host.Split('.')[0], id, JsonNode.Parse(body.Span)!);
        Calls.Enqueue(call);
        return Answer(call);
    }

    private static PartnerRecord Record(string name) =>
        new(name, PartnerStatus.Live, new Uri($"https://{name}.example/relay"), [], [], 4) { Events = new Uri($"https://{name}.example/events") };
}
