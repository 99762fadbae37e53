using System.Numerics;
using Relay.Identities;
using Relay.Signatures.Identity;

namespace Relay.Client.Tests.Identity;

/// <summary>Signatures of identity keys. The vector is libsignal's own.</summary>
public sealed class XEdDsaTests
{
    private static readonly byte[] Key = Convert.FromHexString("05ab7e717d4a163b7d9a1d8071dfe9dcf8cdcd1cea3339b6356be84d887e322c64");
    private static readonly byte[] Message = Convert.FromHexString("05edce9d9c415ca78cb7252e72c2c4a554d3eb29485a0e1d503118d1a82d99fb4a");

    private static readonly byte[] Signature = Convert.FromHexString(
        "5de88ca9a89b4a115da79109c67c9c7464a3e4180274f1cb8c63c2984e286dfbede82deb9dcd9fae0bfbb821569b3d9001bd8130cd11d486cef047bd60b86e88");

    // The group order L, little-endian arithmetic on s.
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    public static TheoryData<int> SignatureBytes => [.. Enumerable.Range(0, XEdDsa.SignatureLength)];

    public static TheoryData<int> KeyBytes => [.. Enumerable.Range(0, XEdDsa.PublicKeyLength)];

    [Fact]
    public void Verify_LibsignalsVector_Holds() => Assert.True(XEdDsa.Verify(Key, Message, Signature));

    [Theory]
    [MemberData(nameof(SignatureBytes))]
    public void Verify_AnyBitOfTheSignatureChanged_DoesNotHold(int place) => AssertNoBitMayChange(Signature, place, changed => XEdDsa.Verify(Key, Message, changed));

    [Theory]
    [MemberData(nameof(KeyBytes))]
    public void Verify_AnyBitOfTheKeyChanged_DoesNotHold(int place) => AssertNoBitMayChange(Key, place, changed => XEdDsa.Verify(changed, Message, Signature));

    [Theory]
    [MemberData(nameof(KeyBytes))]
    public void Verify_AnyBitOfTheMessageChanged_DoesNotHold(int place) => AssertNoBitMayChange(Message, place, changed => XEdDsa.Verify(Key, changed, Signature));

    [Theory]
    [InlineData(32, 64)]
    [InlineData(34, 64)]
    [InlineData(0, 64)]
    [InlineData(33, 63)]
    [InlineData(33, 65)]
    [InlineData(33, 0)]
    public void Verify_AnotherLength_DoesNotHold(int keyLength, int signatureLength)
    {
        var key = Key.Concat(new byte[1]).Take(keyLength).ToArray();
        var signature = Signature.Concat(new byte[1]).Take(signatureLength).ToArray();
        Assert.False(XEdDsa.Verify(key, Message, signature));
    }

    [Fact]
    public void Verify_ScalarBeyondTheOrder_DoesNotHold()
    {
        using var identity = new TestIdentity();
        var signature = identity.Sign(Message);
        Assert.True(XEdDsa.Verify(identity.PublicKey, Message, signature));

        var sign = signature[^1] & 0x80;
        signature[^1] &= 0x7F;
        var beyond = new BigInteger(signature.AsSpan(32), isUnsigned: true) + Order;
        Assert.True(beyond.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
        signature[^1] |= (byte)sign;

        Assert.False(XEdDsa.Verify(identity.PublicKey, Message, signature));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void Verify_KeyOfLowOrder_DoesNotHoldForTheSignatureThatItWouldTake(string point)
    {
        // R the neutral element and s = 0: under a key of low order, right for one message in eight or more.
        var key = Convert.FromHexString("05" + point);
        for (byte i = 0; i < 64; i++)
        {
            foreach (var sign in new byte[] { 0, 0x80 })
            {
                var signature = new byte[XEdDsa.SignatureLength];
                signature[0] = 1;
                signature[^1] = sign;
                Assert.False(XEdDsa.Verify(key, [i], signature));
            }
        }
    }

    [Fact]
    public void Verify_KeysOfEitherSign_Hold()
    {
        for (var i = 0; i < 16; i++)
        {
            using var identity = new TestIdentity();
            using var another = new TestIdentity();
            var signature = identity.Sign(Message);
            Assert.True(XEdDsa.Verify(identity.PublicKey, Message, signature));
            Assert.False(XEdDsa.Verify(another.PublicKey, Message, signature));
        }
    }

    private static void AssertNoBitMayChange(byte[] bytes, int place, Func<byte[], bool> verify)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[place] ^= (byte)(1 << bit);
            Assert.False(verify(changed), $"Bit {bit} of byte {place}.");
        }
    }
}
