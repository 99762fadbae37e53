using Relay.Functions.Accept;
using Relay.Functions.Agreements;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;
using Relay.Signatures.Custody;

namespace Relay.Functions.Tests.Accept;

public sealed class LanePackTests
{
    private static readonly Lane Lane = new(EnvelopeClass.Normal, 1, "whatsapp", 3);
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly Guid MessageId = Guid.NewGuid();

    [Fact]
    public void Seal_SameEnvelopes_HasTheSameMessageIdAtAnyTime()
    {
        var first = Seal(Lane, "instagram", Packed.AcceptedAt, Draft(), Draft(content: SignalSamples.Ratchet()));
        var later = Seal(Lane, "instagram", Packed.AcceptedAt.AddHours(1), Draft(), Draft(content: SignalSamples.Ratchet()));

        Assert.Equal(first.MessageId, later.MessageId);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", first.MessageId);
    }

    public static TheoryData<string> Changes() =>
        ["id", "messageId", "fromUser", "toUser", "timeToLive", "device", "registrationId", "type", "content", "another ciphertext", "another envelope",
        "class", "epoch", "partner", "lane", "sender"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Seal_AnythingChanged_HasAnotherMessageId(string change)
    {
        var lane = change switch
        {
            "class" => Lane with { Class = EnvelopeClass.Urgent },
            "epoch" => Lane with { Epoch = 2 },
            "partner" => Lane with { Partner = "whatsapp2" },
            "lane" => Lane with { Number = 4 },
            _ => Lane,
        };
        var draft = Draft();
        var ciphertext = draft.Ciphertexts[0];
        switch (change)
        {
            case "id":
                draft.Id = Guid.CreateVersion7();
                break;
            case "messageId":
                draft.MessageId = Guid.NewGuid();
                break;
            case "fromUser":
                draft.FromUser = "anb";
                break;
            case "toUser":
                draft.ToUser = "bem";
                break;
            case "timeToLive":
                draft.TimeToLiveSeconds++;
                break;
            case "device":
                draft.Ciphertexts[0] = ciphertext with { Device = 2 };
                break;
            case "registrationId":
                draft.Ciphertexts[0] = ciphertext with { RegistrationId = 2 };
                break;
            case "type":
                draft = Draft(type: 6, content: SignalSamples.SealedV1());
                break;
            case "content":
                var content = SignalSamples.Ratchet();
                content[^1] ^= 1;
                draft = Draft(content: content);
                break;
            case "another ciphertext":
                draft.Ciphertexts.Add(ciphertext with { Device = 9 });
                break;
        }

        EnvelopeDraft[] drafts = change == "another envelope" ? [draft, Draft()] : [draft];
        Assert.NotEqual(Seal(Lane, "instagram", Packed.AcceptedAt, Draft()).MessageId, Seal(lane, change == "sender" ? "haiket" : "instagram", Packed.AcceptedAt, drafts).MessageId);
    }

    [Fact]
    public void Seal_EnvelopesInAnotherOrder_HasAnotherMessageId()
    {
        var other = Draft();
        other.Id = Guid.CreateVersion7();
        Assert.NotEqual(
            Seal(Lane, "instagram", Packed.AcceptedAt, Draft(), other).MessageId,
            Seal(Lane, "instagram", Packed.AcceptedAt, other, Draft()).MessageId);
    }

    [Fact]
    public void Seal_Head_NamesTheMessageIdAsBatch()
    {
        var (messageId, body) = Seal(Lane, "instagram", Packed.AcceptedAt, Draft());

        var (head, envelopes) = Packed.Read(body);

        Assert.Equal(new PackedHead(PackedKind.Envelopes, Lane, "instagram", Packed.AcceptedAt, messageId, 0), head);
        var envelope = Assert.Single(envelopes);
        Assert.Equal((Id, MessageId, "ana", "ben", TimeSpan.FromSeconds(60)), (envelope.Id, envelope.MessageId, envelope.FromUser, envelope.ToUser, envelope.TimeToLive));
        Assert.Equal(SignalSamples.Ratchet(), Assert.Single(envelope.Ciphertexts).Content.ToArray());
    }

    [Fact]
    public void Drop_WhatWasEncoded_LeavesMessageIdAndBytesAsTheyWere()
    {
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        Keep(pack, 0, Draft());
        Assert.Null(pack.Encode(Draft(content: SignalSamples.Ratchet()), out _, out var start));

        pack.Drop(start);

        var (messageId, body) = pack.Seal();
        var alone = Seal(Lane, "instagram", Packed.AcceptedAt, Draft());
        Assert.Equal(alone.MessageId, messageId);
        Assert.Equal(alone.Body, body.ToArray());
    }

    [Theory]
    [InlineData("====")]
    [InlineData("A===")]
    [InlineData("AA=A")]
    [InlineData("AA*=")]
    [InlineData("AA-_")]
    [InlineData("AAAAAA==AAAA")]
    [InlineData("A A ")]
    [InlineData("    ")]
    public void Encode_ContentThatIsNoBase64_NamesItsPlace(string text)
    {
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        var draft = Draft();
        draft.Ciphertexts.Add(new CiphertextDraft(2, 1, 1, Encoding.ASCII.GetBytes(text), (text.Length / 4 * 3) - text.AsSpan(text.Length - 2).Count('=')));

        Assert.Equal(new ContentFault(1, "base64 with padding"), pack.Encode(draft, out _, out _));
    }

    [Fact]
    public void Encode_ContentOfTheWrongShape_GivesTheRuleOfItsType()
    {
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        var content = Encoding.UTF8.GetBytes("Hello Ben");

        var fault = pack.Encode(Draft(content: content), out _, out _);

        Assert.Equal(new ContentFault(0, SignalShape.Check(1, content)!), fault);
    }

    [Fact]
    public void Encode_ContentBelowTheFloor_IsToldFromAMalformedOne()
    {
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        byte[] content = [0x34, .. SignalSamples.Ratchet()[1..]];
        var draft = Draft(content: content);

        Assert.Null(pack.Encode(draft, out _, out var start));
        pack.Drop(start);
        draft.NeedsPostQuantum = true;
        Assert.Equal(new ContentFault(0, PairFloors.PostQuantumRule, IsBelowFloor: true), pack.Encode(draft, out _, out _));
    }

    [Fact]
    public void Encode_Ciphertexts_HaveTheDigestThatReceiptsDefine()
    {
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        var draft = Draft();
        var sealedSender = SignalSamples.SealedV1();
        draft.Ciphertexts.Add(new CiphertextDraft(127, 0x3FFF, 6, Encoding.ASCII.GetBytes(Convert.ToBase64String(sealedSender)), sealedSender.Length));
        using var expected = new CiphertextsDigest(2);
        expected.Add(1, 12345, 1, SignalSamples.Ratchet());
        expected.Add(127, 0x3FFF, 6, sealedSender);

        Keep(pack, 0, draft);

        Assert.Equal(expected.Finish(), draft.CiphertextsDigest);
    }

    [Fact]
    public void Encode_SameEnvelope_HasTheSameFingerprintInAnyPack()
    {
        Assert.Equal(Fingerprint(Lane), Fingerprint(Lane with { Number = 4 }));
        Assert.NotEqual(Fingerprint(Lane), Fingerprint(Lane with { Partner = "haiket" }));
        Assert.NotEqual(Fingerprint(Lane), Fingerprint(Lane with { Class = EnvelopeClass.Urgent }));
        Assert.NotEqual(Fingerprint(Lane), Fingerprint(Lane, draft => draft.ToUser = "bem"));
        Assert.NotEqual(Fingerprint(Lane), Fingerprint(Lane, draft => draft.Ciphertexts[0] = draft.Ciphertexts[0] with { Device = 2 }));

        static ulong Fingerprint(Lane lane, Action<EnvelopeDraft>? change = null)
        {
            using var pack = new LanePack(lane, "instagram", Packed.AcceptedAt);
            var draft = Draft();
            change?.Invoke(draft);
            Assert.Null(pack.Encode(draft, out var fingerprint, out _));
            return fingerprint;
        }
    }

    [Fact]
    public void Members_KeptOnes_AreInOrder()
    {
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        Keep(pack, 4, Draft());
        Keep(pack, 7, Draft());
        Assert.Equal([4, 7], pack.Members.Select(member => member.Index));
    }

    private static (string MessageId, byte[] Body) Seal(Lane lane, string sender, DateTimeOffset at, params EnvelopeDraft[] drafts)
    {
        using var pack = new LanePack(lane, sender, at);
        for (var i = 0; i < drafts.Length; i++)
            Keep(pack, i, drafts[i]);
        var (messageId, body) = pack.Seal();
        return (messageId, body.ToArray());
    }

    private static void Keep(LanePack pack, int index, EnvelopeDraft draft)
    {
        Assert.Null(pack.Encode(draft, out var fingerprint, out _));
        pack.Keep(index, draft.Id, fingerprint);
    }

    private static EnvelopeDraft Draft(byte type = 1, byte[]? content = null)
    {
        var bytes = content ?? SignalSamples.Ratchet();
        return new EnvelopeDraft
        {
            Id = Id,
            MessageId = MessageId,
            FromPartner = "instagram",
            FromUser = "ana",
            ToPartner = "whatsapp",
            ToUser = "ben",
            TimeToLiveSeconds = 60,
            Ciphertexts = { new CiphertextDraft(1, 12345, type, Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)), bytes.Length) },
        };
    }
}
