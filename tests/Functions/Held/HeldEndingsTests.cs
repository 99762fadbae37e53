using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Held;
using Relay.Functions.Ledger;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Held;

public sealed class HeldEndingsTests
{
    private readonly MemoryHeldStore _store = new();
    private readonly MemoryLedger _ledger = new();
    private readonly ManualClock _clock = new(Packed.AcceptedAt);

    private HeldEndings Endings => new(_store, _ledger, _clock, NullLogger<HeldEndings>.Instance);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuse_AnEnvelope_EndsItAsRefusedByTheOperator_UnderItsOwnBatch(bool inDoubt)
    {
        var (head, envelope) = HeldSamples.Create();
        var record = _store.Add(head, envelope, _clock.GetUtcNow(), inDoubt);

        Assert.Equal(FinalState.Refused, await Endings.RefuseAsync(record, CancellationToken.None));

        var final = Assert.Single(_ledger.Finals.Values);
        Assert.Equal((envelope.Id, FinalState.Refused, "operator", inDoubt), (final.Id, final.State, final.Reason, final.PossiblyDelivered));
        Assert.NotEqual(0UL, final.Fingerprint);
        Assert.Equal(head with { InDoubt = inDoubt }, Assert.Single(_ledger.Heads));
        Assert.Empty(_store.All);
    }

    [Fact]
    public async Task Refuse_AnEnvelopeWhoseTimeIsOver_EndsItAsExpired()
    {
        var (head, envelope) = HeldSamples.Create(timeToLiveSeconds: 60);
        var record = _store.Add(head, envelope, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(FinalState.Expired, await Endings.RefuseAsync(record, CancellationToken.None));

        Assert.Equal((FinalState.Expired, "time-to-live"), (_ledger.Finals[envelope.Id].State, _ledger.Finals[envelope.Id].Reason));
    }

    [Fact]
    public async Task Refuse_WhatIsGoneAlready_EndsNothing()
    {
        var (head, envelope) = HeldSamples.Create();
        var record = HeldSamples.Record(head, envelope, _clock.GetUtcNow());
        _store.Lose(record);

        Assert.Null(await Endings.RefuseAsync(record, CancellationToken.None));

        Assert.Empty(_ledger.Finals);
        Assert.Empty(_store.All);
    }

    [Fact]
    public async Task Refuse_AMessageThatCannotBeRead_RemovesIt()
    {
        var record = new HeldRecord(HeldKeys.UnreadablePartition, HeldKeys.KeyOf(_clock.GetUtcNow(), "envelopes-1-a")) { Reason = HeldReason.Unreadable };
        _store.Lose(record);

        Assert.Null(await Endings.RefuseAsync(record, CancellationToken.None));

        Assert.Empty(_ledger.Finals);
        Assert.Empty(_store.All);
    }

    [Fact]
    public async Task Refuse_CutOffAfterTheLedger_IsDoneAgain_AndTheFirstEndStands()
    {
        var (head, envelope) = HeldSamples.Create(timeToLiveSeconds: 60);
        var record = _store.Add(head, envelope, _clock.GetUtcNow());
        _store.FailsToRemove = true;
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => Endings.RefuseAsync(record, CancellationToken.None));

        _store.FailsToRemove = false;
        _clock.Advance(TimeSpan.FromSeconds(61));
        await Endings.ExpireAsync(record, CancellationToken.None);

        Assert.Equal(FinalState.Refused, Assert.Single(_ledger.Finals.Values).State);
        Assert.Empty(_store.All);
    }
}
