using Relay.Client.Links;

namespace Relay.Client.Tests.Links;

/// <summary>What a relay could make up of a link, and that it is found out.</summary>
public sealed class LinkVerifierTests : IDisposable
{
    private static readonly Guid Link = Guid.NewGuid();

    private readonly Person _asked = new("instagram", "ana");
    private readonly Person _linked = new("whatsapp", "ana-27");
    private readonly Person _ghost = new("whatsapp", "ghost");

    [Fact]
    public void Check_BothHaveSigned_FindsNothing() => Assert.Equal(LinkFault.None, Check(_linked.LinkedTo(_asked, Link)));

    [Fact]
    public void Check_NoLink_IsFound() => Assert.Equal(LinkFault.NoLink, Check(_linked.LinkedTo(_asked, Link) with { Link = null }));

    [Fact]
    public void Check_GhostWithAKeyOfTheRelays_IsFound()
    {
        // All that the relay can sign itself, with the asked account's real signature of another link.
        var real = _linked.LinkedTo(_asked, Link).Link!;
        var ghost = _ghost.LinkedTo(_asked, Link) with { Link = new PersonLink(Link, real.Signature, _ghost.Sign(_asked, Link), _ghost.Key) };
        Assert.Equal(LinkFault.Signature, Check(ghost));
    }

    [Fact]
    public void Check_RealLinkUnderAnotherAddress_IsFound() =>
        Assert.Equal(LinkFault.Signature, Check(_linked.LinkedTo(_asked, Link) with { User = "ghost" }));

    [Fact]
    public void Check_AnotherKeyBesideTheDevices_IsFound() =>
        Assert.Equal(LinkFault.OtherKey, Check(_linked.LinkedTo(_asked, Link) with { IdentityKey = _ghost.Key }));

    [Fact]
    public void Check_NoKeyBesideTheDevices_IsFound() => Assert.Equal(LinkFault.OtherKey, Check(_linked.LinkedTo(_asked, Link) with { IdentityKey = null }));

    [Fact]
    public void Check_AnotherKeyInBothPlaces_IsFound()
    {
        var linked = _linked.LinkedTo(_asked, Link);
        Assert.Equal(LinkFault.Signature, Check(linked with { IdentityKey = _ghost.Key, Link = linked.Link! with { OtherIdentityKey = _ghost.Key } }));
    }

    [Fact]
    public void Check_SignaturesExchanged_IsFound()
    {
        var linked = _linked.LinkedTo(_asked, Link);
        Assert.Equal(LinkFault.Signature, Check(linked with { Link = linked.Link! with { Signature = linked.Link.OtherSignature, OtherSignature = linked.Link.Signature } }));
    }

    [Fact]
    public void Check_SignaturesOfAnotherLinkOfTheSameTwo_IsFound()
    {
        var linked = _linked.LinkedTo(_asked, Link);
        Assert.Equal(LinkFault.Signature, Check(linked with { Link = linked.Link! with { Id = Guid.NewGuid() } }));
    }

    [Fact]
    public void Check_OneSideOfAnotherLink_IsFound()
    {
        var linked = _linked.LinkedTo(_asked, Link);
        var other = _linked.Sign(_asked, Guid.NewGuid());
        Assert.Equal(LinkFault.OtherSignature, Check(linked with { Link = linked.Link! with { OtherSignature = other } }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Check_SignatureOfAnotherLength_IsFound(int length)
    {
        var linked = _linked.LinkedTo(_asked, Link);
        Assert.Equal(LinkFault.Signature, Check(linked with { Link = linked.Link! with { Signature = new byte[length] } }));
    }

    [Fact]
    public void Check_TheAskedAccountsKeyIsNotTheKnownOne_IsFound() =>
        Assert.Equal(LinkFault.Signature, LinkVerifier.Check(_asked.Address, _ghost.Key, _linked.LinkedTo(_asked, Link)));

    [Fact]
    public void Check_AnOwnLink_IsCheckedTheSameWay()
    {
        var own = new AccountLink(Link, _linked.Address, _linked.Key, _asked.Sign(_linked, Link), _linked.Sign(_asked, Link), DateTimeOffset.UnixEpoch);
        Assert.Equal(LinkFault.None, LinkVerifier.Check(_asked.Address, _asked.Key, own));
        Assert.Equal(LinkFault.OtherSignature, LinkVerifier.Check(_asked.Address, _asked.Key, own with { OtherSignature = own.Signature }));
    }

    public void Dispose()
    {
        _asked.Dispose();
        _linked.Dispose();
        _ghost.Dispose();
    }

    private LinkFault Check(PersonAccount linked) => LinkVerifier.Check(_asked.Address, _asked.Key, linked);
}
