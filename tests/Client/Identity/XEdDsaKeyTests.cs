using Relay.Identities;
using Relay.Signatures.Identity;

namespace Relay.Client.Tests.Identity;

/// <summary>A key that is prepared once, and keys that secrets are agreed with.</summary>
public sealed class XEdDsaKeyTests
{
    [Fact]
    public void Verify_ManySignaturesOfOneKey_IsAsEachByItself()
    {
        using var identity = new TestIdentity();
        using var another = new TestIdentity();
        var key = XEdDsaKey.TryCreate(identity.PublicKey)!;
        for (byte i = 0; i < 8; i++)
        {
            byte[] message = [i, 1, 2];
            Assert.True(key.Verify(message, identity.Sign(message)));
            Assert.False(key.Verify(message, another.Sign(message)));
            Assert.False(key.Verify([i, 1, 3], identity.Sign(message)));
            Assert.False(key.Verify(message, identity.Sign(message).AsSpan(1)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("05")]
    [InlineData("040900000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("050000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("050200000000000000000000000000000000000000000000000000000000000000")] // of the twist
    [InlineData("05f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // 9 and p
    public void TryCreate_KeyThatCannotSign_IsNone(string hex) => Assert.Null(XEdDsaKey.TryCreate(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("050900000000000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("050200000000000000000000000000000000000000000000000000000000000000", true)] // of the twist: agreement takes it
    [InlineData("05ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true)]
    [InlineData("05ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)]
    [InlineData("050100000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("05f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)]
    [InlineData("060900000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0509", false)]
    public void IsUsable_ForAgreement_IsCanonicalAndNotOfLowOrder(string hex, bool isUsable) => Assert.Equal(isUsable, Curve25519Key.IsUsable(Convert.FromHexString(hex)));
}
