using Relay.Client.Accounts;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

public sealed class ReceiptVerifierTests : IDisposable
{
    private readonly ReceiptSample _sample = new();
    private readonly OutgoingEnvelope[] _sent = ReceiptSample.Envelopes(5);

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Check_WhatWasSent_IsGood()
    {
        var check = Check(_sample.Sign(_sent), _sent);
        Assert.True(check.IsGood);
        Assert.Equal(("instagram", 5, ReceiptSample.At), (check.Receipt.Partner, check.Receipt.Count, check.Receipt.AcceptedAt));
    }

    [Fact]
    public void Check_RequestOfWhichSomeWereRefused_IsGood() => Assert.True(Check(_sample.Sign([_sent[1], _sent[4]]), _sent).IsGood);

    public static TheoryData<string> Changes() =>
        ["id", "messageId", "class", "timeToLive", "device", "registrationId", "type", "content", "content longer", "ciphertext more", "ciphertext less", "ciphertexts turned"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Check_AnythingThatCountsChanged_IsFound(string change)
    {
        var receipt = _sample.Sign(_sent);
        var envelope = _sent[1]; // three ciphertexts
        var (first, rest) = (envelope.Ciphertexts[0], envelope.Ciphertexts.Skip(1));
        _sent[1] = change switch
        {
            "id" => envelope with { Id = Guid.CreateVersion7() },
            "messageId" => envelope with { MessageId = Guid.CreateVersion7() },
            "class" => envelope with { Class = DeliveryClass.Normal },
            "timeToLive" => envelope with { TimeToLiveSeconds = envelope.TimeToLiveSeconds + 1 },
            "device" => envelope with { Ciphertexts = [first with { Device = 9 }, .. rest] },
            "registrationId" => envelope with { Ciphertexts = [first with { RegistrationId = 9 }, .. rest] },
            "type" => envelope with { Ciphertexts = [first with { Type = CiphertextType.Sealed }, .. rest] },
            "content" => envelope with { Ciphertexts = [first with { Content = [1, 0] }, .. rest] },
            "content longer" => envelope with { Ciphertexts = [first with { Content = new byte[3] }, .. rest] },
            "ciphertext more" => envelope with { Ciphertexts = [.. envelope.Ciphertexts, first with { Device = 9 }] },
            "ciphertext less" => envelope with { Ciphertexts = [.. rest] },
            _ => envelope with { Ciphertexts = [.. envelope.Ciphertexts.Reverse()] },
        };

        Assert.Equal(change == "id" ? ReceiptFault.EnvelopeMissing : ReceiptFault.RootMismatch, Check(receipt, _sent).Fault);
    }

    [Fact]
    public void Check_OtherAddresses_MakeNoDifference()
    {
        var receipt = _sample.Sign(_sent);
        _sent[0] = _sent[0] with { To = new UserAddress("haiket", "carl"), From = new UserAddress("instagram", "dora") };
        Assert.True(Check(receipt, _sent).IsGood);
    }

    [Fact]
    public void Check_EnvelopesOfTheReceiptInAnotherOrder_IsFound()
    {
        var receipt = _sample.Sign(_sent);
        Assert.Equal(ReceiptFault.RootMismatch, Check(receipt with { Envelopes = [.. receipt.Envelopes.Reverse()] }, _sent).Fault);
    }

    [Fact]
    public void Check_OneEnvelopeMoreOrLess_IsFound()
    {
        var receipt = _sample.Sign(_sent);
        Assert.Equal(ReceiptFault.CountMismatch, Check(receipt with { Envelopes = [.. receipt.Envelopes.Skip(1)] }, _sent).Fault);
        Assert.Equal(ReceiptFault.CountMismatch, Check(receipt with { Envelopes = [.. receipt.Envelopes, _sent[0].Id] }, _sent).Fault);
    }

    [Fact]
    public void Check_EveryBitOfTheSaltFlipped_IsFound()
    {
        var receipt = _sample.Sign(_sent);
        for (var bit = 0; bit < receipt.Salt.Length * 8; bit++)
        {
            var salt = receipt.Salt.ToCharArray();
            salt[bit / 8] ^= (char)(1 << (bit % 8));
            Assert.False(Check(receipt with { Salt = new string(salt) }, _sent).IsGood);
        }
    }

    [Fact]
    public void Check_AnotherRelaysReceipt_IsFound()
    {
        Assert.Equal(ReceiptFault.RelayMismatch, new ReceiptVerifier([_sample.Key.Public], "relay.other").Check(_sample.Sign(_sent).Token).Fault);
        Assert.True(new ReceiptVerifier([_sample.Key.Public]).Check(_sample.Sign(_sent).Token).IsGood);
    }

    [Fact]
    public void Check_KeyOfTheSameIdButNotTheRelays_IsFound()
    {
        using var other = SigningKey.CreateEcdsaP256("relay-1");
        Assert.Equal(ReceiptFault.SignatureInvalid, new ReceiptVerifier([other.Public]).Check(_sample.Sign(_sent).Token).Fault);
        using var unknown = SigningKey.CreateEcdsaP256("relay-2");
        Assert.Equal(ReceiptFault.KeyUnknown, new ReceiptVerifier([unknown.Public]).Check(_sample.Sign(_sent).Token).Fault);
    }

    [Fact]
    public void Check_WithWhatTheRelayPublishes_IsGood() =>
        Assert.True(new ReceiptVerifier(new RelayKeys(ReceiptSample.Relay, [_sample.Key.Public.ToJwk()])).Check(_sample.Sign(_sent).Token).IsGood);

    private ReceiptCheck Check(CustodyReceipt receipt, OutgoingEnvelope[] sent) => _sample.Verifier.Check(receipt, ReceiptSample.Digests(sent));
}
