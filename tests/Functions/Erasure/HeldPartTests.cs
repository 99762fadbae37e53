using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Erasure;
using Relay.Functions.Held;
using Relay.Functions.Ledger;
using Relay.Functions.People;
using Relay.Functions.Tests.Held;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Erasure;

/// <summary>What becomes of held envelopes when somebody is erased, and when somebody opts out.</summary>
public sealed class HeldPartTests
{
    private static readonly Address Ana = new("instagram", "ana");
    private static readonly Address Ben = new("whatsapp", "ben");
    private static readonly UserRecord Known = new(true, ["*"], []);

    private readonly MemoryHeldStore _store = new();
    private readonly MemoryLedger _ledger = new();
    private readonly ManualClock _clock = new(Packed.AcceptedAt);

    private HeldEndings Endings => new(_store, _ledger, _clock, NullLogger<HeldEndings>.Instance);

    [Theory]
    [InlineData("instagram", "ana", true)]
    [InlineData("whatsapp", "ben", true)]
    [InlineData("whatsapp", "ana", false)]
    [InlineData("instagram", "ben", false)]
    public async Task Erase_SenderOrRecipient_EndsItAsErased_AndNobodyElsesEnvelope(string partner, string user, bool ended)
    {
        var (head, envelope) = HeldSamples.Create();
        _store.Add(head, envelope, _clock.GetUtcNow());

        await EraseAsync(new Address(partner, user));

        Assert.Equal(ended ? 0 : 1, _store.All.Count);
        if (ended)
            Assert.Equal((envelope.Id, FinalState.Erased, null), (_ledger.Finals[envelope.Id].Id, _ledger.Finals[envelope.Id].State, _ledger.Finals[envelope.Id].Reason));
        else
            Assert.Empty(_ledger.Finals);
    }

    [Fact]
    public async Task Erase_OfSomebodyWhoIsBack_LeavesWhatCameAfter()
    {
        var (head, envelope) = HeldSamples.Create();
        var (later, other) = HeldSamples.Create();
        _store.Add(head, envelope, _clock.GetUtcNow());
        _store.Add(later with { AcceptedAt = head.AcceptedAt.AddSeconds(2) }, other, _clock.GetUtcNow().AddSeconds(2));

        await EraseAsync(Ben, head.AcceptedAt.AddSeconds(1), isBack: true);

        Assert.Equal(other.Id, Assert.Single(_store.All).Id);
    }

    [Fact]
    public async Task Erase_OfMoreThanAPage_EndsAll()
    {
        for (var i = 0; i < 250; i++)
        {
            var (head, envelope) = HeldSamples.Create();
            _store.Add(head, envelope, _clock.GetUtcNow().AddMilliseconds(i));
        }

        await EraseAsync(Ana);

        Assert.Empty(_store.All);
        Assert.Equal(250, _ledger.Finals.Count);
    }

    [Theory]
    [InlineData(3600, FinalState.Refused, "not-reachable")]
    [InlineData(0, FinalState.Expired, "time-to-live")]
    public async Task OptOut_OfTheRecipient_EndsItAsNotReachable_OrExpired(int seconds, FinalState state, string reason)
    {
        var (head, envelope) = HeldSamples.Create(seconds);
        _store.Add(head, envelope, _clock.GetUtcNow());

        await ChangeAsync(Ben, Known, Known with { OptedIn = false });

        Assert.Empty(_store.All);
        Assert.Equal((state, reason), (_ledger.Finals[envelope.Id].State, _ledger.Finals[envelope.Id].Reason));
    }

    public static TheoryData<string> Others() => ["sender", "still in", "new", "erased"];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task OptOut_OfOthersOrOtherChanges_EndsNothing(string what)
    {
        var (head, envelope) = HeldSamples.Create();
        _store.Add(head, envelope, _clock.GetUtcNow());
        var left = Known with { OptedIn = false };

        await (what switch
        {
            "sender" => ChangeAsync(Ana, Known, left),
            "still in" => ChangeAsync(Ben, Known, Known with { Territory = "DE" }),
            "new" => ChangeAsync(Ben, null, left),
            _ => ChangeAsync(Ben, Known, left with { IsEnlisted = false }),
        });

        Assert.Single(_store.All);
        Assert.Empty(_ledger.Finals);
    }

    private Task EraseAsync(Address user, DateTimeOffset? at = null, bool isBack = false) =>
        new HeldPart(_store, Endings, HeldSamples.Keys).EraseAsync(new Erasing(user, Known, at ?? _clock.GetUtcNow(), isBack), CancellationToken.None);

    private Task ChangeAsync(Address user, UserRecord? before, UserRecord after) =>
        new HeldOptOut(_store, Endings, HeldSamples.Keys).ChangedAsync(user, before, after, CancellationToken.None);
}
