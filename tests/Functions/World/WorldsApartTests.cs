using Relay.Functions.Contacts;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Tests.World;

/// <summary>
/// Two networks become acquainted, and one of them moves to the other world: of what users do then, nothing is told across, and when
/// they meet again the relay says what is so.
/// </summary>
public sealed class WorldsApartTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = new("home", "ana");
    private static readonly Address Other = new("abroad", "ana-27");
    private static readonly Address Ben = new("abroad", "ben");
    private static readonly Address Zoe = new("third", "zoe");

    private readonly PeopleStores _stores = new();
    private readonly PeopleProgram _program;

    public WorldsApartTests() => _program = new PeopleProgram(_stores);

    public async ValueTask InitializeAsync()
    {
        await _stores.OpenAsync();
        foreach (var user in new[] { Ana, Other, Zoe })
            await _program.SetAsync(user);
        await _program.SetAsync(Ben, record => record with { Contact = ContactPolicy.OnRequest });
    }

    public ValueTask DisposeAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(PartnerStatus.Sandbox, 0)]
    [InlineData(PartnerStatus.Suspended, 1)]
    [InlineData(PartnerStatus.Live, 1)]
    public async Task LinkThatEnds_IsToldWithinAWorldOnly_AndIsGoneInBoth(PartnerStatus status, int told)
    {
        await _program.LinkAsync(Ana, Other);
        await _stores.MoveAsync("abroad", status);

        await _program.Ending.EndAsync(Ana, Other, None);

        Assert.Equal(told, _program.Told("link.ended").Count);
        Assert.Empty((await _program.FindAsync(Ana))!.Links);
        Assert.Empty((await _program.FindAsync(Other))!.Links);
    }

    [Theory]
    [InlineData(PartnerStatus.Sandbox, 0)]
    [InlineData(PartnerStatus.Live, 1)]
    public async Task Erasure_OfALinkedAccount_IsToldWithinAWorldOnly(PartnerStatus status, int told)
    {
        await _program.LinkAsync(Ana, Other);
        await _stores.MoveAsync("abroad", status);

        await _program.Erase.EraseAsync(Ana, None);

        Assert.Equal(told, _program.Told("user.erased").Count);
        Assert.Empty((await _program.FindAsync(Other))!.Links);
    }

    [Fact]
    public async Task Link_ThatIsSignedWhileApart_IsNone_AndIsMadeWhenTheyMeetAgain()
    {
        var link = await _program.ConfirmedAsync(Ana, Other);
        Task<(Relay.Functions.Links.LinkSigned? Signed, Relay.Functions.Hosting.Problem? Problem)> SignAsync(Address user, Address other) =>
            _program.SignAsync(user, 0, other, _stores.Identity(other, 0).PublicKey, link);
        Assert.False((await SignAsync(Ana, Other)).Signed!.Made);
        await _stores.MoveAsync("abroad", PartnerStatus.Sandbox);

        Assert.Equal("not-found", (await SignAsync(Other, Ana)).Problem!.Code);
        Assert.Empty(_program.Told("link.made"));
        await _stores.MoveAsync("abroad", PartnerStatus.Live);
        Assert.True((await SignAsync(Other, Ana)).Signed!.Made);

        // Said again while they are apart once more: nothing of it, and nothing is taken away.
        await _stores.MoveAsync("abroad", PartnerStatus.Sandbox);
        Assert.Equal("not-found", (await SignAsync(Other, Ana)).Problem!.Code);
        Assert.Single((await _program.FindAsync(Other))!.Links);
    }

    [Fact]
    public async Task Block_OfALinkedAccount_StaysInItsWorld()
    {
        await _program.LinkAsync(Ana, Other);
        await _stores.MoveAsync("abroad", PartnerStatus.Sandbox);
        var zoe = new OtherUser(Zoe.Partner, Zoe.User);

        Assert.NotNull((await _program.Blocks.BlockAsync(Ana, zoe, None)).Since);

        Assert.Null(await _program.Blocks.SinceAsync(Other, zoe, None));
        Assert.Empty(_program.Told("block.changed"));
        await _stores.MoveAsync("abroad", PartnerStatus.Live);
        await _program.Blocks.BlockAsync(Ana, zoe, None);
        Assert.NotNull(await _program.Blocks.SinceAsync(Other, zoe, None));
        await _stores.MoveAsync("abroad", PartnerStatus.Sandbox);
        await _program.Blocks.UnblockAsync(Ana, zoe, None);
        Assert.NotNull(await _program.Blocks.SinceAsync(Other, zoe, None));
        Assert.Single(_program.Told("block.changed"));
    }

    [Fact]
    public async Task Request_TakenBackWhileApart_IsGoneUntold()
    {
        await _program.Requests.AskAsync(Ana, Ben, None);
        Assert.Single(_program.Told("contact.request"));
        await _stores.MoveAsync("home", PartnerStatus.Sandbox);
        var calls = _stores.Events.Rows.Count;

        await _program.Requests.CancelAsync(Ana, Ben, None);

        Assert.Empty(_program.Told("contact.cancelled"));
        Assert.Equal(0, (await _program.FindAsync(Ben))!.Relations.Count);
        Assert.Equal(calls + 1, _stores.Events.Rows.Count); // As much is written as if it were told.
        await _stores.MoveAsync("home", PartnerStatus.Live);
        await _program.Grants.GrantAsync(Ben, Ana, None);
        Assert.Empty(_program.Told("contact.granted"));
    }
}
