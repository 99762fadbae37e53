using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using static Relay.Functions.Tests.PartnerKeys.KeyTown;

namespace Relay.Functions.Tests.PartnerKeys;

public sealed class PartnerKeyStageTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly KeyTown _town = new();

    public void Dispose() => _town.Dispose();

    [Fact]
    public async Task Add_NewKey_IsAddedClaimedAndTold()
    {
        await _town.PutAsync(NewKey("whatsapp-1"));

        Assert.Equal((true, null), await _town.Stage.AddAsync(Partner, NewKey("whatsapp-2"), "whatsapp-1", None));

        Assert.Equal(["whatsapp-1", "whatsapp-2"], await _town.KeyIdsAsync());
        Assert.Equal(Partner, await _town.Store.FindKeyOwnerAsync("whatsapp-2", None));
        Assert.Equal("whatsapp-2", Assert.Single(_town.Told.Of(PartnerEventTypes.KeyAdded)).Facts["kid"]);
    }

    [Fact]
    public async Task Add_SameKeyAgain_SetsItsTimesAnew()
    {
        var (one, two) = (NewKey("whatsapp-1"), NewKey("whatsapp-2"));
        await _town.PutAsync(one, two);
        var end = _town.Now.AddDays(1);

        Assert.Equal((false, null), await _town.Stage.AddAsync(Partner, one with { ExpiresAt = end }, "whatsapp-1", None));
        Assert.Equal((false, null), await _town.Stage.AddAsync(Partner, two, "whatsapp-1", None));

        Assert.Equal([end, null], (await _town.FindAsync())!.Keys.Select(key => key.ExpiresAt));
    }

    [Fact]
    public async Task Add_TimesThatLeaveNoKey_AreRefused()
    {
        var one = NewKey("whatsapp-1");
        await _town.PutAsync(one);

        var (_, problem) = await _town.Stage.AddAsync(Partner, one with { NotBefore = _town.Now.AddDays(1) }, "whatsapp-1", None);

        Assert.Equal("last-key", problem?.Code);
        Assert.Null((await _town.FindAsync())!.Keys[0].NotBefore);
    }

    [Fact]
    public async Task Add_KeyIdOfAnotherKeyOrPartner_IsTaken()
    {
        await _town.PutAsync(NewKey("whatsapp-1"));
        Assert.True(await _town.Store.ClaimKeyAsync("whatsapp-9", "whatsapp-business", None));

        Assert.Equal("key-id-taken", (await _town.Stage.AddAsync(Partner, NewKey("whatsapp-1"), "whatsapp-1", None)).Problem?.Code);
        Assert.Equal("key-id-taken", (await _town.Stage.AddAsync(Partner, NewKey("whatsapp-9"), "whatsapp-1", None)).Problem?.Code);
        Assert.Equal(["whatsapp-1"], await _town.KeyIdsAsync());
        Assert.Empty(_town.Told.Events);
    }

    [Fact]
    public async Task Add_SameKeyUnderAnotherId_IsKnown()
    {
        var key = NewKey("whatsapp-1");
        await _town.PutAsync(key);
        Assert.Equal("key-known", (await _town.Stage.AddAsync(Partner, key with { Kid = "whatsapp-2" }, "whatsapp-1", None)).Problem?.Code);
    }

    [Fact]
    public async Task Add_NinthKey_IsTooMany()
    {
        await _town.PutAsync([.. Enumerable.Range(1, PartnerSettingsCheck.MostKeys).Select(number => NewKey($"whatsapp-{number}"))]);

        var (_, problem) = await _town.Stage.AddAsync(Partner, NewKey("whatsapp-9"), "whatsapp-1", None);

        Assert.Equal(("too-many-keys", 8L), (problem?.Code, problem?.Limit));
        Assert.Equal(8, (await _town.KeyIdsAsync()).Count());
    }

    [Fact]
    public async Task Add_SignedByAKeyThatIsGoneMeanwhile_IsRefused()
    {
        await _town.PutAsync(NewKey("whatsapp-1"), NewKey("whatsapp-2"));
        Assert.Null(await _town.Stage.RemoveAsync(Partner, "whatsapp-2", "whatsapp-1", None));

        Assert.Equal("key-expired", (await _town.Stage.AddAsync(Partner, NewKey("whatsapp-3"), "whatsapp-2", None)).Problem?.Code);
        Assert.Equal(["whatsapp-1"], await _town.KeyIdsAsync());
    }

    [Fact]
    public async Task Add_WhileAnotherAdds_LosesNeither()
    {
        await _town.PutAsync(NewKey("whatsapp-1"));
        var meanwhile = false;
        _town.Partners.BeforeWrite = _ =>
        {
            if (meanwhile)
                return;
            meanwhile = true;
            Assert.True(_town.Stage.AddAsync(Partner, NewKey("whatsapp-2"), "whatsapp-1", None).GetAwaiter().GetResult().IsNew);
        };

        Assert.Equal((true, null), await _town.Stage.AddAsync(Partner, NewKey("whatsapp-3"), "whatsapp-1", None));

        Assert.Equal(["whatsapp-1", "whatsapp-2", "whatsapp-3"], await _town.KeyIdsAsync());
    }

    [Fact]
    public async Task Remove_OtherKey_IsGoneAndTold()
    {
        await _town.PutAsync(NewKey("whatsapp-1"), NewKey("whatsapp-2"));

        Assert.Null(await _town.Stage.RemoveAsync(Partner, "whatsapp-1", "whatsapp-2", None));

        Assert.Equal(["whatsapp-2"], await _town.KeyIdsAsync());
        Assert.Equal(("whatsapp-1", "whatsapp-2"), (_town.Told.Events[0].Facts["kid"], _town.Told.Events[0].Facts["by"]));
    }

    [Theory]
    [InlineData("whatsapp-1", "key-in-use")]
    [InlineData("whatsapp-3", "not-found")]
    [InlineData("no/key", "not-found")]
    public async Task Remove_OwnOrUnknownKey_IsRefused(string keyId, string code)
    {
        await _town.PutAsync(NewKey("whatsapp-1"), NewKey("whatsapp-2"));
        Assert.Equal(code, (await _town.Stage.RemoveAsync(Partner, keyId, "whatsapp-1", None))?.Code);
        Assert.Equal(2, (await _town.KeyIdsAsync()).Count());
    }

    [Fact]
    public async Task Remove_OneAnotherAtTheSameTime_LeavesOneThatIsGood()
    {
        await _town.PutAsync(NewKey("whatsapp-1"), NewKey("whatsapp-2"));
        var meanwhile = false;
        _town.Partners.BeforeWrite = _ =>
        {
            if (meanwhile)
                return;
            meanwhile = true;
            Assert.Null(_town.Stage.RemoveAsync(Partner, "whatsapp-1", "whatsapp-2", None).GetAwaiter().GetResult());
        };

        Assert.Equal("last-key", (await _town.Stage.RemoveAsync(Partner, "whatsapp-2", "whatsapp-1", None))?.Code);

        Assert.Equal(["whatsapp-2"], await _town.KeyIdsAsync());
    }

    [Fact]
    public async Task Remove_SignedByAKeyThatHasExpired_IsRefused()
    {
        await _town.PutAsync(NewKey("whatsapp-1") with { ExpiresAt = _town.Now.AddHours(1) }, NewKey("whatsapp-2"));
        _town.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("last-key", (await _town.Stage.RemoveAsync(Partner, "whatsapp-2", "whatsapp-1", None))?.Code);
    }

    [Fact]
    public async Task Put_ByAnOperatorWhoReadBefore_DoesNotUndoTheChange()
    {
        await _town.PutAsync(NewKey("whatsapp-1"));
        var read = (await _town.FindAsync())!;
        await _town.Stage.AddAsync(Partner, NewKey("whatsapp-2"), "whatsapp-1", None);

        Assert.Equal(PartnerWrite.Changed, await _town.Store.PutAsync(read with { Lanes = 3 }, None));

        Assert.Equal(["whatsapp-1", "whatsapp-2"], await _town.KeyIdsAsync());
    }
}
