using System.Security.Cryptography;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Transparency;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Transparency;

/// <summary>What a relay may try that hands out keys, and how whoever claims them finds out.</summary>
public sealed class ForgingLogTests : IDisposable
{
    private readonly SampleLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Verify_HonestClaim_IsGood()
    {
        _log.Fill(300);
        var user = new SampleUser(_log);
        var (account, proof) = user.Log(after: 77);

        var check = _log.Proofs.Verify(account, proof);

        Assert.True(check.IsGood, $"{check.Fault}");
        Assert.Equal(378, check.Head!.Size);
        Assert.Equal(user.Entries[0].Commitment, check.Commitment);
        // In whatever order the claim shows them, and without the links that it does not show.
        Assert.True(_log.Proofs.Verify(account with { Devices = [.. account.Devices.Reverse()], Links = [] }, proof with { Links = [.. proof.Links.Reverse()] }).IsGood);
    }

    public static TheoryData<string, KeyProofFault> Forgeries => new()
    {
        { "other identity key", KeyProofFault.LinkNotCommitted },
        { "other identity key, no link shown", KeyProofFault.NotInLog },
        { "no identity key", KeyProofFault.LinkNotCommitted },
        { "dropped device", KeyProofFault.NotInLog },
        { "ghost device", KeyProofFault.NotInLog },
        { "other registration id", KeyProofFault.NotInLog },
        { "other service id", KeyProofFault.NotInLog },
        { "other user", KeyProofFault.LinkNotCommitted },
        { "ghost link", KeyProofFault.LinkNotCommitted },
        { "link to another account", KeyProofFault.LinkNotCommitted },
        { "link with another key", KeyProofFault.LinkNotCommitted },
        { "unopened link", KeyProofFault.LinkNotCommitted },
        { "ghost among the commitments", KeyProofFault.NotInLog },
        { "three commitments", KeyProofFault.Malformed },
        { "other version", KeyProofFault.NotInLog },
        { "version without the one before", KeyProofFault.Malformed },
        { "version 0", KeyProofFault.Malformed },
        { "other opening", KeyProofFault.NotInLog },
        { "truncated path", KeyProofFault.NotInLog },
        { "longer path", KeyProofFault.NotInLog },
        { "path of another leaf", KeyProofFault.NotInLog },
        { "other index", KeyProofFault.NotInLog },
        { "negative index", KeyProofFault.NotInLog },
        { "head of another tree", KeyProofFault.NotInLog },
        { "head of another key", KeyProofFault.HeadUntrusted },
        { "altered head", KeyProofFault.HeadUntrusted },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Verify_ForgedClaim_IsFoundOut(string forgery, KeyProofFault fault)
    {
        _log.Fill(20);
        var user = new SampleUser(_log);
        var (account, proof) = user.Log(after: 13);
        var ghost = new ClaimedLink(Guid.NewGuid(), new UserAddress("mallory", "m"), [5, .. RandomNumberGenerator.GetBytes(32)]);
        byte[] key = [5, .. RandomNumberGenerator.GetBytes(32)];
        using var stranger = new SampleLog();
        stranger.Fill(_log.Size, seed: 1);

        (account, proof) = forgery switch
        {
            "other identity key" => (account with { IdentityKey = key }, proof),
            "other identity key, no link shown" => (account with { IdentityKey = key, Links = [] }, proof),
            "no identity key" => (account with { IdentityKey = null }, proof),
            "dropped device" => (account with { Devices = [account.Devices[0]] }, proof),
            "ghost device" => (account with { Devices = [.. account.Devices, new UserDevice(3, 1)] }, proof),
            "other registration id" => (account with { Devices = [account.Devices[0], new UserDevice(2, 1)] }, proof),
            "other service id" => (account with { ServiceId = Guid.NewGuid() }, proof),
            "other user" => (account with { Address = new UserAddress("instagram", "bea") }, proof),
            "ghost link" => (account with { Links = [ghost] }, proof with { LinkOpenings = new Dictionary<Guid, byte[]> { [ghost.Id] = new byte[32] } }),
            "link to another account" => (account with { Links = [account.Links[0] with { Other = new UserAddress("whatsapp", "mallory") }] }, proof),
            "link with another key" => (account with { Links = [account.Links[0] with { OtherIdentityKey = key }] }, proof),
            "unopened link" => (account, proof with { LinkOpenings = new Dictionary<Guid, byte[]>() }),
            "ghost among the commitments" => (account, proof with { Links = [.. proof.Links.Where(link => !IsOf(user, link)), user.Entries[0].Links[0].Commitment, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32)] }),
            "three commitments" => (account, proof with { Links = [.. proof.Links.Take(3)] }),
            "other version" => (account, proof with { Version = 2, Previous = new byte[32] }),
            "version without the one before" => (account, proof with { Version = 2 }),
            "version 0" => (account, proof with { Version = 0 }),
            "other opening" => (account, proof with { Opening = new byte[32] }),
            "truncated path" => (account, proof with { Path = [.. proof.Path.Skip(1)] }),
            "longer path" => (account, proof with { Path = [.. proof.Path, proof.Path[0]] }),
            "path of another leaf" => (account, proof with { Path = _log.Path(3, _log.Size), Index = 3 }),
            "other index" => (account, proof with { Index = proof.Index - 1 }),
            "negative index" => (account, proof with { Index = -1 }),
            "head of another tree" => (account, proof with { Head = _log.Head(leaves: stranger) }),
            "head of another key" => (account, proof with { Head = stranger.Head() }),
            _ => (account, proof with { Head = Altered(proof.Head) }),
        };

        var check = _log.Proofs.Verify(account, proof);

        Assert.Equal(fault, check.Fault);
        Assert.Null(check.Commitment);
    }

    [Fact]
    public void See_VersionsAgainstMemory_FindsWhatWentBack()
    {
        var user = new SampleUser(_log);
        var memory = new KeyMemory();
        var first = user.Log();
        user.Devices.Add(new UserDevice(3, 33));
        var second = user.Log();
        user.Devices.Add(new UserDevice(4, 44));
        var third = user.Log();

        Assert.Equal(KeyChange.First, See(memory, first));
        Assert.Equal(KeyChange.Same, See(memory, first));
        Assert.Equal(KeyChange.Newer, See(memory, second));
        Assert.Equal(KeyChange.RolledBack, See(memory, first));
        Assert.Equal(KeyChange.Newer, See(new KeyMemory(memory.Seen), third));
        Assert.Equal(KeyChange.RolledBack, See(new KeyMemory([new SeenKeys(user.ServiceId, 4, new byte[32], 9)]), third));
        // Another entry for a version that is known, and one that follows on another.
        Assert.Equal(KeyChange.Rewritten, See(new KeyMemory([memory.Seen.Single() with { Commitment = new byte[32] }]), second));
        Assert.Equal(KeyChange.Rewritten, See(new KeyMemory([memory.Seen.Single() with { Commitment = new byte[32] }]), third));
        Assert.Equal(KeyChange.Rewritten, See(new KeyMemory([memory.Seen.Single() with { Index = 100 }]), third));
    }

    private KeyChange See(KeyMemory memory, (ClaimedAccount Account, KeyProof Proof) claim)
    {
        var check = _log.Proofs.Verify(claim.Account, claim.Proof);
        return memory.See(claim.Account, claim.Proof, check);
    }

    [Fact]
    public void See_ProofThatIsNotGood_IsRefused()
    {
        var (account, proof) = new SampleUser(_log).Log();
        Assert.Throws<ArgumentException>(() => new KeyMemory().See(account, proof, default));
    }

    [Theory]
    [InlineData("relay.other")]
    [InlineData(null)]
    public void Check_Head_IsOfTheRelayThatIsWanted(string? authority)
    {
        using var key = SigningKey.CreateEd25519("relay-1");
        Assert.Equal(ReceiptFault.SignatureInvalid, new TreeHeadVerifier([SamePublicName()], authority).Check(_log.Head()).Fault);
        Assert.Equal(ReceiptFault.KeyUnknown, new TreeHeadVerifier([], authority).Check(_log.Head()).Fault);
        Assert.Equal(ReceiptFault.AlgorithmMismatch, new TreeHeadVerifier([key.Public], authority).Check(_log.Head()).Fault);
        Assert.Equal(ReceiptFault.Malformed, _log.Heads.Check("a.b").Fault);
    }

    private static VerificationKey SamePublicName() => SigningKey.CreateEcdsaP256("relay-1").Public;

    private static bool IsOf(SampleUser user, byte[] commitment) => user.Entries[0].Links.Any(place => place.Commitment.AsSpan().SequenceEqual(commitment));

    private static string Altered(string token)
    {
        var parts = token.Split('.');
        var middle = parts[1].ToCharArray();
        middle[20] = middle[20] == 'A' ? 'B' : 'A';
        return $"{parts[0]}.{new string(middle)}.{parts[2]}";
    }
}
