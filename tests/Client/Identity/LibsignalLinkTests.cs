using System.Text;
using Relay.Client.Envelopes;
using Relay.Client.Links;
using Relay.Signatures.Identity;

namespace Relay.Client.Tests.Identity;

/// <summary>Links whose statements libsignal has signed (PrivateKey.sign), with keys of either sign. The first is the example of docs/people.md.</summary>
public sealed class LibsignalLinkTests
{
    private const string Link = "00112233-4455-6677-8899-aabbccddeeff";

    private static readonly UserAddress Ana = new("instagram", "ana");
    private static readonly UserAddress Other = new("whatsapp", "ana-27");

    public static TheoryData<string, string, string, string> Signed => new()
    {
        {
            "05c8feca81be196cdf2cadeabf13c4903d7632dce4955aa68b6e5d9adef54e2616",
            "0573e79971c9110029723632a80b707bf4f62c125763346e1e8718d6c0dcc3aa3a",
            "63b83066291a9523bc39030b4d28389bf04277091c3b6f14f29ed580991c808f4a19383ca69cabb8ccf992aaae87f048d49bdb5ffa606ece62252d3a8ccf8f81",
            "abd0216325cc60c2db7485d385b3f086cad12052d3f9f7b3f8ee42e70ad11d56fb0b95153ee3cd78d8db161b0f5ae770be76492d27a8c855a9afe1c75be54602"
        },
        {
            "05bb50ff9e82a574cfbf820e97f60fb9c143ec7415cf514f8cfd98eff59e059614",
            "05f74e5bb7515d565274967af75d88497dc6fc7fcd607da9dd91a617db86ad0110",
            "4710ebe38e19c09bc8f9210090c56ebd2b2ac70a348f35d1a191ba7b6d7cb57589d3cdb389a0d74d8cf48095f1218673bcd273e0fa85a3f3c5c1afce1c851487",
            "b4b06284bc64b505c9894d244999d865aac2e39df384046300f87845900183b68f7239ea027665900a15fd9ab0b194b70ac71edc759dd4c08a959977a2663b07"
        },
        {
            "050ff8125a05ca7357c68e0b3f7ee6d330ae57a9f398c359af9c4c74aa54184b77",
            "05a596d3fe605488b6a1f5e88fc69eb8a15fc9d9e75e7b152c66ba6b353e36a279",
            "dd4ff61258d45835279ee803f8303aa42c9d2a4f272a648112b6770074f95ae89f46501364f7b0be49f25a45fdfea3edb58729ba30a37b80729c47c8ae05398a",
            "eab63b99702a6cd5a64f9de4287f73e7b2402d57c0aab48394c3f40ab0329558d4476d218ef3b07192f1b2ab39f3b8c4b94f627e9fdfcdc20fe08afe1fd8b089"
        },
    };

    [Theory]
    [MemberData(nameof(Signed))]
    public void Check_WhatLibsignalHasSigned_FindsNothing(string key, string otherKey, string signature, string otherSignature)
    {
        var link = new AccountLink(
            Guid.Parse(Link), Other, Convert.FromHexString(otherKey), Convert.FromHexString(signature), Convert.FromHexString(otherSignature), DateTimeOffset.UnixEpoch);
        Assert.Equal(LinkFault.None, LinkVerifier.Check(Ana, Convert.FromHexString(key), link));
        Assert.Equal(LinkFault.Signature, LinkVerifier.Check(Ana with { User = "anna" }, Convert.FromHexString(key), link));
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void ToBytes_OfBothSides_AreTheSignedBytes(string key, string otherKey, string signature, string otherSignature)
    {
        var (own, other) = (Convert.FromHexString(key), Convert.FromHexString(otherKey));
        byte[] statement =
        [
            .. Encoding.ASCII.GetBytes("relay-link-v1\0\tinstagram\0\u0003ana\0!"), .. own, .. Encoding.ASCII.GetBytes("\0\bwhatsapp\0\u0006ana-27\0!"), .. other,
            0, 16, .. Convert.FromHexString(Link.Replace("-", "", StringComparison.Ordinal)),
        ];
        Assert.True(XEdDsa.Verify(own, statement, Convert.FromHexString(signature)));
        Assert.False(XEdDsa.Verify(other, statement, Convert.FromHexString(otherSignature)));
    }
}
