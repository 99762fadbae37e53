using Azure.Data.Tables;
using Relay.Functions.Held;
using Relay.Functions.Queue;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>The store of held envelopes over Azurite.</summary>
public sealed class HeldStoreTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly string _partner = "p" + Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task Hold_AnEnvelope_ShowsItWithoutItsUsers()
    {
        var store = azurite.HeldStore();
        var (head, envelope) = HeldSamples.Create(_partner);

        await store.HoldAsync(head with { InDoubt = true }, envelope, HeldReason.Rejected, 3, Never);

        var record = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never));
        Assert.Equal((envelope.Id, "sender", 3, true), (record.Id!.Value, record.Sender, record.Attempts, record.InDoubt));
        Assert.Equal((head.AcceptedAt, head.AcceptedAt + envelope.TimeToLive), (record.AcceptedAt!.Value, record.ExpiresAt!.Value));
        Assert.Equal((head.Lane.Key, envelope.Encoded.Length, 0), (record.Lane, record.Bytes, record.Replays));
        var row = (await azurite.HeldTable.GetEntityAsync<TableEntity>(_partner, record.Key)).Value;
        Assert.DoesNotContain(row, cell => cell.Value is string text && (text.Contains(envelope.ToUser, StringComparison.Ordinal) || text.Contains(envelope.FromUser, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Hold_TheSameTwice_IsOne_AndDoubtStays()
    {
        var clock = new SteppingClock();
        var store = azurite.HeldStore(clock);
        var (head, envelope) = HeldSamples.Create(_partner);

        await store.HoldAsync(head with { InDoubt = true }, envelope, HeldReason.Rejected, 3, Never);
        clock.Now += TimeSpan.FromMinutes(5);
        await store.HoldAsync(head, envelope, HeldReason.Rejected, 4, Never);

        var record = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never));
        Assert.Equal((4, true, HeldSamples.AcceptedAt), (record.Attempts, record.InDoubt, record.HeldAt));
    }

    [Fact]
    public async Task Hold_AfterAReplay_IsAnotherOne()
    {
        var store = azurite.HeldStore();
        var (head, envelope) = HeldSamples.Create(_partner);
        await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);
        var first = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never));

        await store.HoldAsync(head with { Replayed = true, Number = 1 }, envelope, HeldReason.Rejected, 3, Never);
        Assert.True(await store.TryRemoveAsync(first, Never));

        var record = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never));
        Assert.Equal(1, record.Replays);
        Assert.NotNull(await store.ReadAsync(record, Never));
    }

    [Fact]
    public async Task Hold_ThatDiedBetweenBlobAndRow_IsCompletedByTheNext()
    {
        var store = azurite.HeldStore();
        var (head, envelope) = HeldSamples.Create(_partner);
        await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);
        var key = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never)).Key;
        await azurite.HeldTable.DeleteEntityAsync(_partner, key);

        await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);

        Assert.Equal(key, Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never)).Key);
    }

    [Fact]
    public async Task Hold_OtherBytesUnderTheSameId_IsAnotherOne()
    {
        var store = azurite.HeldStore();
        var (head, envelope) = HeldSamples.Create(_partner);
        var (_, other) = HeldSamples.Create(_partner, id: envelope.Id);

        await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);
        await store.HoldAsync(head, other, HeldReason.Rejected, 3, Never);

        Assert.Equal(2, (await store.ListAsync(new HeldQuery(_partner), null, 10, Never)).Count);
    }

    [Fact]
    public async Task Remove_OneThatWasHeldAgainMeanwhile_LeavesIt()
    {
        var store = azurite.HeldStore();
        var (head, envelope) = HeldSamples.Create(_partner);
        await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);
        var read = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never));
        await store.HoldAsync(head with { InDoubt = true }, envelope, HeldReason.Rejected, 3, Never);

        Assert.False(await store.TryRemoveAsync(read, Never));

        var record = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never));
        Assert.NotNull(await store.ReadAsync(record, Never));
        Assert.True(await store.TryRemoveAsync(record, Never));
        Assert.Null(await store.ReadAsync(record, Never));
    }

    [Fact]
    public async Task List_InPages_GivesEachOnce_InOrderOfHolding()
    {
        var clock = new SteppingClock();
        var store = azurite.HeldStore(clock);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            var (head, envelope) = HeldSamples.Create(_partner, sender: i % 2 == 0 ? "even" : "odd");
            ids.Add(envelope.Id);
            await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);
        }

        var listed = new List<HeldRecord>();
        (string, string)? after = null;
        while (await store.ListAsync(new HeldQuery(_partner), after, 2, Never) is { Count: > 0 } page)
        {
            listed.AddRange(page);
            after = (page[^1].Partner, page[^1].Key);
        }

        Assert.Equal(ids, listed.Select(record => record.Id!.Value));
        Assert.Equal(3, (await store.ListAsync(new HeldQuery(_partner, "even"), null, 10, Never)).Count);
        Assert.Equal(2, (await store.ListAsync(new HeldQuery(_partner, Before: listed[2].HeldAt), null, 10, Never)).Count);
        Assert.Empty(await store.ListAsync(new HeldQuery(_partner, Reason: HeldReason.Unreadable), null, 10, Never));
        Assert.Equal((4, 0), await store.CountAsync(new HeldQuery(_partner), (_partner, listed[0].Key), clock.Now, 100, Never));
        Assert.Equal((5, 5), await store.CountAsync(new HeldQuery(_partner), null, clock.Now.AddDays(9), 100, Never));
    }

    [Fact]
    public async Task List_OfAllPartners_GoesOnAcrossThem()
    {
        var store = azurite.HeldStore();
        string[] partners = [_partner, _partner + "b"];
        foreach (var partner in partners)
        {
            var (head, envelope) = HeldSamples.Create(partner);
            await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);
        }

        var first = Assert.Single(await store.ListAsync(new HeldQuery(_partner), null, 10, Never));
        var next = await store.ListAsync(new HeldQuery(), (first.Partner, first.Key), 1000, Never);

        Assert.Equal(partners[1], next[0].Partner);
    }

    [Fact]
    public async Task Keep_AMessageThatCannotBeRead_IsOne_AndWhole()
    {
        var store = azurite.HeldStore();
        var sequence = Random.Shared.NextInt64(long.MaxValue);
        byte[] message = [1, 2, 3];

        await store.KeepUnreadableAsync("envelopes", sequence, message, Never);
        await store.KeepUnreadableAsync("envelopes", sequence, message, Never);

        var record = Assert.Single(await store.ListAsync(new HeldQuery(Reason: HeldReason.Unreadable), null, 1000, Never), one => one.SequenceNumber == sequence);
        Assert.Equal(("envelopes", 3L, "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"), (record.Queue, record.Bytes, record.Sha256));
        Assert.Equal(message, (await store.ReadAsync(record, Never))!.Value.ToArray());
        Assert.Null(record.Id);
        Assert.Null(record.ExpiresAt);
    }

    [Fact]
    public async Task Sweep_RemovesOnlyContentsWithoutARow()
    {
        var store = azurite.HeldStore();
        var (head, envelope) = HeldSamples.Create(_partner);
        var (_, orphan) = HeldSamples.Create(_partner);
        await store.HoldAsync(head, envelope, HeldReason.Rejected, 3, Never);
        await store.HoldAsync(head, orphan, HeldReason.Rejected, 3, Never);
        var records = await store.ListAsync(new HeldQuery(_partner), null, 10, Never);
        var lost = records.Single(record => record.Id == orphan.Id);
        await azurite.HeldTable.DeleteEntityAsync(_partner, lost.Key);

        await store.SweepAsync(DateTimeOffset.UtcNow.AddHours(-1), Never);
        Assert.NotNull(await store.ReadAsync(lost, Never));
        await store.SweepAsync(DateTimeOffset.UtcNow.AddHours(1), Never);

        Assert.Null(await store.ReadAsync(lost, Never));
        Assert.NotNull(await store.ReadAsync(records.Single(record => record.Id == envelope.Id), Never));
    }
}
