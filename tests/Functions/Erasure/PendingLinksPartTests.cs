using Relay.Functions.Erasure;
using Relay.Functions.People;
using Relay.Functions.Tests.Links;

namespace Relay.Functions.Tests.Erasure;

/// <summary>What becomes of links that are not made yet when somebody is erased.</summary>
public sealed class PendingLinksPartTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Third = new("messenger", "carl");

    [Theory]
    [InlineData("instagram", "ana", 1)]
    [InlineData("whatsapp", "ana-27", 2)]
    [InlineData("messenger", "carl", 1)]
    [InlineData("messenger", "ana", 3)]
    public async Task Erase_OneOfTheAccounts_RemovesTheLinksThatItAskedForAndWasAskedFor_AndNoOther(string partner, string user, int left)
    {
        using var relay = await ThreeLinksAsync();

        await EraseAsync(relay, new Address(partner, user));

        var links = await PendingAsync(relay);
        Assert.Equal(left, links.Count);
        Assert.DoesNotContain(links, link => link.IsOf(new Address(partner, user)));
    }

    [Fact]
    public async Task Erase_OfSomebodyWhoIsBack_LeavesWhatCameAfter()
    {
        using var relay = await ThreeLinksAsync();
        var at = relay.Clock.GetUtcNow();
        relay.Clock.Advance(TimeSpan.FromSeconds(1));
        var (later, _) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);

        await new PendingLinksPart(relay.Store, relay.Ending).EraseAsync(new Erasing(LinkingRelay.Ana, new UserRecord(true, [], []), at, IsBack: true), None);

        Assert.Contains(await PendingAsync(relay), link => link.Id == later);
        Assert.Equal(2, (await PendingAsync(relay)).Count);
    }

    [Fact]
    public async Task Erase_WithARowThatCannotBeOpened_RemovesTheOthers()
    {
        using var relay = await ThreeLinksAsync();
        var damaged = relay.Table.Rows.First(row => row.ContainsKey("Sealed"));
        damaged["Sealed"] = new byte[80];

        await EraseAsync(relay, LinkingRelay.Ana);

        Assert.DoesNotContain(await PendingAsync(relay), link => link.IsOf(LinkingRelay.Ana));
    }

    [Fact]
    public async Task Ask_WhileTheAskerIsErased_LeavesNoLink()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        // The erasure has looked through the links when this one comes: it is in between of the reading and the noting.
        relay.People.BeforeUpdate = () => relay.ChangeAsync(LinkingRelay.Ana, _ => new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = relay.Clock.GetUtcNow() });

        await relay.Asking.AskAsync(LinkingRelay.Ana, LinkingRelay.Other, None);

        Assert.Empty(await PendingAsync(relay));
    }

    // ana has asked two, one of whom is not there; carl has asked ana-27.
    private static async Task<LinkingRelay> ThreeLinksAsync()
    {
        var relay = await LinkingRelay.WithAnaAsync();
        await relay.AddPartnerAsync(Third.Partner);
        await relay.EnlistAsync(Third);
        await relay.AskAsync(LinkingRelay.Ana, Third);
        await relay.AskAsync(Third, LinkingRelay.Other);
        await relay.AskAsync(LinkingRelay.Ana, new Address("messenger", "nobody"));
        return relay;
    }

    private static Task EraseAsync(LinkingRelay relay, Address user) =>
        new PendingLinksPart(relay.Store, relay.Ending).EraseAsync(new Erasing(user, new UserRecord(true, [], []), relay.Clock.GetUtcNow(), IsBack: false), None);

    private static async Task<List<Relay.Functions.Links.PendingLink>> PendingAsync(LinkingRelay relay) =>
        await relay.Store.PendingAsync(None).ToListAsync(None);
}
