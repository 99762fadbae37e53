using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Client;
using Relay.Client.Operators;
using Relay.Functions.Held;
using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Functions.Storage;
using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Road.Tests.Fixtures;

/// <summary>The held envelopes of a running relay: its stores from below, and its operator's API.</summary>
internal sealed class HeldRelay : IDisposable
{
    private readonly LocalStack _stack;
    private readonly SigningKey _key;

    public HeldRelay(LocalStack stack)
    {
        _stack = stack;
        _key = stack.Identity.OperatorKey();
        var storage = stack.Azurite.ConnectionString;
        Store = new HeldStore(
            new TableClient(storage, StoreNames.HeldTable), new BlobContainerClient(storage, StoreNames.HeldContainer), Keys.Of(stack), TimeProvider.System, NullLogger<HeldStore>.Instance);
        Ledger = new LedgerStore(new TableClient(storage, StoreNames.LedgerTable));
        Operator = new RelayOperator(new RelayClientOptions { Address = stack.Address, Authority = stack.Authority, Key = _key, MostAttempts = 1 });
    }

    public HeldStore Store { get; }

    public LedgerStore Ledger { get; }

    public RelayOperator Operator { get; }

    /// <summary>Holds envelopes from one partner to a user of another, as delivery does; gives their heads and themselves in order.</summary>
    public async Task<IReadOnlyList<(PackedHead Head, PackedEnvelope Envelope)>> HoldAsync(
        TestPartner from, TestPartner to, int count = 1, int seconds = 3600, int bytes = 300, bool inDoubt = false)
    {
        // Delivery asks the people again: nothing passes between users who are not enlisted.
        await from.OptInAsync(HeldSamples.Sender);
        await to.OptInAsync(HeldSamples.Recipient);
        var held = new List<(PackedHead, PackedEnvelope)>();
        for (var i = 0; i < count; i++)
        {
            var (head, envelope) = HeldSamples.Create(to.Name, from.Name, bytes: bytes, seconds: seconds, acceptedAt: WholeMilliseconds(DateTimeOffset.UtcNow));
            await Store.HoldAsync(head with { InDoubt = inDoubt }, envelope, HeldReason.Rejected, 3, CancellationToken.None);
            held.Add((head, envelope));
        }

        return held;
    }

    /// <summary>What is held for a partner.</summary>
    public Task<IReadOnlyList<HeldRecord>> OfAsync(TestPartner partner) => Store.ListAsync(new HeldQuery(partner.Name), null, 1000, CancellationToken.None);

    /// <summary>How an envelope has ended; null while it has not.</summary>
    public async Task<FinalEntry?> EndAsync(PackedHead head, Guid id) =>
        (await Ledger.FindBatchAsync(head, CancellationToken.None)).TryGetValue(id, out var final) ? final : null;

    /// <summary>Calls a timer function of the program as the Functions host does.</summary>
    public async Task InvokeAsync(string function)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{_stack.Host.ProgramPort}/{function}"))
        {
            Content = new StringContent("""{"Data":{"timer":{}},"Metadata":{}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        Assert.Equal(200, (await RawCall.SendAsync(request)).Status);
    }

    public void Dispose()
    {
        Operator.Dispose();
        _key.Dispose();
    }

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
