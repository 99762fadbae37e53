using Relay.Functions.Accept;
using Relay.Functions.Groups;
using Relay.Functions.Hosting;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;
using Relay.Signatures.Custody;
using Relay.Signatures.Groups;

namespace Relay.Functions.Tests.Groups;

public sealed class GroupDraftsTests
{
    private static readonly Lane Lane = new(EnvelopeClass.Normal, 1, "whatsapp", 3);
    private static readonly Guid Id = Guid.Parse("0190163d-8694-739b-aea5-966c26f8ad91");
    private static readonly Guid MessageId = Guid.NewGuid();

    [Fact]
    public void Make_SealedMessage_IsAnEnvelopeForEachRecipient()
    {
        var sample = GroupSamples.Get("Several");
        using var made = Make(sample, out _).Drafts;

        Assert.Equal([.. Enumerable.Range(0, 3).Select(i => ChildIds.Of(Id, "whatsapp", $"user-{i}"))], made!.Drafts.Select(draft => draft.Id));
        Assert.Equal([.. sample.Recipients.Select(one => (Guid?)one.ServiceId)], made.Drafts.Select(draft => draft.Group!.ServiceId));
        Assert.All(made.Drafts, draft => Assert.Equal(("instagram", "ana", 604_800, 0), (draft.FromPartner, draft.FromUser, draft.TimeToLiveSeconds, draft.StatedTimeToLiveSeconds)));
        Assert.All(sample.Recipients.Zip(made.Drafts), pair =>
        {
            Assert.Equal(pair.First.Devices.Select(one => (one.Device, one.RegistrationId, 6)), pair.Second.Ciphertexts.Select(one => ((int)one.Device, (int)one.RegistrationId, (int)one.Type)));
            Assert.All(pair.Second.Ciphertexts, one => Assert.Equal(
                Convert.ToHexString(pair.First.Received), Convert.ToHexString(one.Content.Span) + Convert.ToHexString(pair.Second.Group!.Content.Shared.Bytes.Span)));
        });
    }

    [Fact]
    public void Make_RecipientsLeftOut_AreNoRecipientsOfTheRequest()
    {
        using var made = Make(GroupSamples.Get("SomeLeftOut"), out _).Drafts;
        Assert.Equal(2, made!.Drafts.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Make_OtherNumberOfRecipients_SaysHowManyTheMessageHas(int recipients)
    {
        var (drafts, problem) = GroupDrafts.Make(Message(GroupSamples.Get("Several").Message, recipients), new AcceptOptions());
        Assert.Null(drafts);
        Assert.Equal((400, "recipients", 3), (problem!.Status, problem.Field, problem.Limit));
    }

    [Fact]
    public void Make_SharedPartThatIsText_IsNoCiphertext()
    {
        byte[] message = [0x22, 1, .. GroupSamples.Recipient(Guid.NewGuid(), (1, 1)), .. Encoding.UTF8.GetBytes(new string('a', 200))];
        Assert.Equal("ciphertext-malformed", GroupDrafts.Make(Message(message, 1), new AcceptOptions()).Problem!.Code);
    }

    [Theory]
    [InlineData(98_304 - 49, true)]
    [InlineData(98_304 - 48, false)]
    public void Make_ContentForOneDevice_HasTheLimitOfOthers(int shared, bool fits)
    {
        var message = GroupSamples.Message([GroupSamples.Recipient(Guid.NewGuid(), (1, 1))], shared);
        var (drafts, problem) = GroupDrafts.Make(Message(message, 1), new AcceptOptions());
        Assert.Equal(fits, drafts is not null);
        Assert.Equal(fits ? null : 98_304L, problem?.Limit);
        drafts?.Dispose();
    }

    [Fact]
    public void Encode_Recipients_ShareOnePartAndEachHasTheDigestThatReceiptsDefine()
    {
        var sample = GroupSamples.Get("Many");
        using var made = Make(sample, out var problem).Drafts;
        Assert.Null(problem);
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        var shared = made!.Drafts[0].Group!.Content.Shared;

        Keep(pack, made.Drafts);

        var (messageId, body) = pack.Seal();
        var (head, envelopes) = Packed.Read(body);
        Assert.Equal((messageId, true, sample.Recipients.Count), (head.Batch, head.Shares, envelopes.Count));
        Assert.InRange(body.Length, shared.Bytes.Length, shared.Bytes.Length + (envelopes.Count * 200));
        for (var i = 0; i < envelopes.Count; i++)
        {
            Assert.Equal(Convert.ToHexString(sample.Recipients[i].Received), Convert.ToHexString(envelopes[i].Ciphertexts[0].Content.Span) + Convert.ToHexString(envelopes[i].Ciphertexts[0].Shared.Span));
            using var digest = new CiphertextsDigest(1, shared.Digest.Span);
            digest.Add(1, sample.Recipients[i].Devices[0].RegistrationId, 6, envelopes[i].Ciphertexts[0].Content.Span);
            Assert.Equal(digest.Finish(), made.Drafts[i].CiphertextsDigest);
        }
    }

    [Fact]
    public void LengthOf_Draft_IsWhatEncodingAdds()
    {
        using var made = Make(GroupSamples.Get("Several"), out _).Drafts;
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        foreach (var draft in made!.Drafts)
        {
            var (before, expected) = (pack.Length, LanePack.LengthOf(draft, pack));
            Keep(pack, [draft]);
            Assert.Equal(expected, pack.Length - before);
        }
    }

    [Fact]
    public void Drop_TheOnlyEnvelope_TakesTheSharedPartBack()
    {
        using var made = Make(GroupSamples.Get("Several"), out _).Drafts;
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        var before = pack.Length;
        Assert.Null(pack.Encode(made!.Drafts[0], out _, out var start));

        pack.Drop(start);

        Assert.Equal(before, pack.Length);
        Keep(pack, [made.Drafts[1]]);
        Assert.Single(Packed.Read(pack.Seal().Body).Envelopes);
    }

    [Fact]
    public void ClaimCheck_OfAPackThatShares_IsOfItsVersion()
    {
        using var made = Make(GroupSamples.Get("Several"), out _).Drafts;
        using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
        Keep(pack, made!.Drafts);
        var head = PackedReader.ReadHead(pack.ClaimCheck("an-id", "a-blob"), out _);
        Assert.Equal((PackedKind.Claim, true), (head.Kind, head.Shares));
    }

    [Fact]
    public void Encode_SameRequestAgain_HasTheSameMessageIdAndFingerprints_AndOtherSharedBytesOthers()
    {
        var sample = GroupSamples.Get("Several");
        var other = sample with { Message = [.. sample.Message] };
        other.Message[^1] ^= 1;

        var (first, again, changed) = (Sealed(sample), Sealed(sample), Sealed(other));

        Assert.Equal(first.MessageId, again.MessageId);
        Assert.Equal(first.Fingerprints, again.Fingerprints);
        Assert.NotEqual(first.MessageId, changed.MessageId);
        Assert.Empty(first.Fingerprints.Intersect(changed.Fingerprints));

        static (string MessageId, List<ulong> Fingerprints) Sealed(GroupSample sample)
        {
            using var made = Make(sample, out _).Drafts;
            using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
            Keep(pack, made!.Drafts);
            return (pack.Seal().MessageId, [.. pack.Members.Select(member => member.Fingerprint)]);
        }
    }

    [Fact]
    public void Encode_MessageThatEveryDeviceGets_IsTheSameContentWhateverTheDevices()
    {
        var (one, two) = (Fan(1), Fan(2));

        Assert.Equal(one.MessageId, two.MessageId);
        Assert.Equal(one.Digest, two.Digest);
        using var expected = new CiphertextsDigest(0, System.Security.Cryptography.SHA256.HashData(GroupSamples.Shared(100)));
        Assert.Equal(expected.Finish(), one.Digest);
        Assert.Equal([1, 2], two.Envelope.Ciphertexts.Select(ciphertext => (int)ciphertext.Device));
        Assert.All(two.Envelope.Ciphertexts, ciphertext => Assert.Equal((18, 0, 100), (ciphertext.Type, ciphertext.Content.Length, ciphertext.Shared.Length)));

        static (string MessageId, byte[] Digest, PackedEnvelope Envelope) Fan(int devices)
        {
            using var made = GroupDrafts.Make(Message(GroupSamples.Shared(100), 1) with { Type = 18 }, new AcceptOptions()).Drafts;
            Assert.Null(GroupAdmission.Admit(made!.Drafts[0], made.Drafts[0].Group!, GroupAdmissionTests.Route(devices: devices)));
            using var pack = new LanePack(Lane, "instagram", Packed.AcceptedAt);
            Keep(pack, made.Drafts);
            var (messageId, body) = pack.Seal();
            return (messageId, made.Drafts[0].CiphertextsDigest, Packed.Read(body.ToArray()).Envelopes[0]);
        }
    }

    private static (GroupDrafts? Drafts, Problem? Problem) Make(GroupSample sample, out Problem? problem)
    {
        var made = GroupDrafts.Make(Message(sample.Message, sample.Recipients.Count), new AcceptOptions());
        problem = made.Problem;
        return made;
    }

    private static GroupMessage Message(byte[] bytes, int recipients) => new(
        Id, MessageId, new AddressContract("instagram", "ana"), EnvelopeClass.Normal, 0, 6,
        [.. Enumerable.Range(0, recipients).Select(i => new AddressContract("whatsapp", $"user-{i}"))], bytes);

    private static void Keep(LanePack pack, IReadOnlyList<EnvelopeDraft> drafts)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            Assert.Null(pack.Encode(drafts[i], out var fingerprint, out _));
            pack.Keep(i, drafts[i].Id, fingerprint);
        }
    }
}
