using System.Security.Cryptography;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Transparency;
using Relay.Signatures;
using Relay.Signatures.Custody;
using Relay.Signatures.Identity;
using Relay.Signatures.Transparency;

namespace Relay.Client.Tests.Transparency;

/// <summary>A relay's log in memory, which does what a test says, honest or not.</summary>
internal sealed class SampleLog : IDisposable
{
    public const string Relay = "relay.example";

    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("relay-1");
    private readonly List<byte[]> _leaves = [];

    public TreeHeadVerifier Heads => new([_key.Public], Relay);

    public KeyProofVerifier Proofs => new([_key.Public], Relay);

    public int Size => _leaves.Count;

    /// <summary>How often a proof of consistency was asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Appends entries that say nothing.</summary>
    public void Fill(int count, int seed = 0)
    {
        for (var i = 0; i < count; i++)
            _leaves.Add(LogHash.Leaf(SHA256.HashData([(byte)seed, .. BitConverter.GetBytes(_leaves.Count)])));
    }

    public void Append(byte[] commitment) => _leaves.Add(LogHash.Leaf(commitment));

    /// <summary>Another log with the same beginning, under the same key.</summary>
    public SampleLog Fork(int size)
    {
        var fork = new SampleLog();
        fork.Fill(0);
        fork._leaves.AddRange(_leaves.Take(size));
        return fork;
    }

    public byte[] Root(int size) => Root(0, size);

    /// <summary>A head of a size, signed by this relay, whoever's leaves they are.</summary>
    public string Head(int? size = null, SampleLog? leaves = null) => TreeHeadToken.Sign(
        new TreeHead
        {
            Relay = Relay,
            Size = size ?? (leaves ?? this).Size,
            Root = (leaves ?? this).Root(size ?? (leaves ?? this).Size),
            At = DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_123),
            Previous = (size ?? (leaves ?? this).Size) == 0 ? null : new string('A', 43),
        },
        _key);

    public List<byte[]> Path(int index, int size) => Path(index, 0, size);

    public Task<IReadOnlyList<byte[]>> ConsistencyAsync(long from, long to, CancellationToken cancel)
    {
        Asked++;
        return Task.FromResult<IReadOnlyList<byte[]>>(SubProof((int)from, 0, (int)to, true));
    }

    public void Dispose() => _key.Dispose();

    private byte[] Root(int from, int to) => (to - from) switch
    {
        0 => LogHash.Empty(),
        1 => _leaves[from],
        var count => LogHash.Node(Root(from, from + Split(count)), Root(from + Split(count), to)),
    };

    private List<byte[]> Path(int index, int from, int to)
    {
        if (to - from == 1)
            return [];
        var middle = from + Split(to - from);
        return index < middle ? [.. Path(index, from, middle), Root(middle, to)] : [.. Path(index, middle, to), Root(from, middle)];
    }

    private List<byte[]> SubProof(int count, int from, int to, bool isWhole)
    {
        if (count == to - from)
            return isWhole ? [] : [Root(from, to)];
        var split = Split(to - from);
        return count <= split
            ? [.. SubProof(count, from, from + split, isWhole), Root(from + split, to)]
            : [.. SubProof(count - split, from + split, to, false), Root(from, from + split)];
    }

    private static int Split(int count)
    {
        var split = 1;
        while (split * 2 < count)
            split *= 2;
        return split;
    }
}

/// <summary>A user of that relay whose versions are in the log.</summary>
internal sealed class SampleUser(SampleLog log, string user = "ana")
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private byte[]? _previous;

    public UserAddress Address { get; } = new("instagram", user);

    public Guid ServiceId { get; } = Guid.NewGuid();

    public byte[] IdentityKey { get; set; } = [5, .. RandomNumberGenerator.GetBytes(32)];

    public List<UserDevice> Devices { get; } = [new(1, 4711), new(2, 4712)];

    public List<ClaimedLink> Links { get; } = [new(Guid.NewGuid(), new UserAddress("whatsapp", "ana-27"), [5, .. RandomNumberGenerator.GetBytes(32)])];

    /// <summary>All versions as the relay tells the own partner.</summary>
    public List<KeyLogEntry> Entries { get; } = [];

    public ClaimedAccount Claimed => new(Address, ServiceId, IdentityKey, [.. Devices], [.. Links]);

    /// <summary>Appends a version of what there is now; gives the claim and its proof.</summary>
    public (ClaimedAccount Account, KeyProof Proof) Log(int after = 0, SampleLog? instead = null)
    {
        var target = instead ?? log;
        var version = Entries.Count + 1;
        var places = Enumerable.Range(0, KeyEntry.LinkCount).Select(place =>
        {
            var opening = KeyOpenings.OfLink(_salt, version, place);
            var link = place < Links.Count ? Links[place] : null;
            var statement = link is null ? [] : LinkStatement.ToBytes(Address.Partner, Address.User, IdentityKey, link.Other.Partner, link.Other.User, link.OtherIdentityKey, link.Id);
            return new KeyLogLink(LinkCommitment.Of(opening, statement), opening, link?.Id);
        }).ToList();
        var entry = new KeyEntry(
            version, _previous, Address.Partner, Address.User, ServiceId, IdentityKey, [.. Devices.Select(device => (device.Device, device.RegistrationId))], [.. places.Select(place => place.Commitment)]);
        var opened = KeyOpenings.OfVersion(_salt, version);
        var commitment = entry.Commitment(opened);
        target.Append(commitment);
        var index = target.Size - 1;
        target.Fill(after);
        Entries.Add(new KeyLogEntry(version, DateTimeOffset.UtcNow, commitment, opened, ServiceId, [.. Devices], places, index, [], _previous, IdentityKey));
        var proof = new KeyProof(
            version,
            opened,
            [.. places.Select(place => place.Commitment).OrderBy(Convert.ToHexString, StringComparer.Ordinal)],
            places.Where(place => place.Link is not null).ToDictionary(place => place.Link!.Value, place => place.Opening),
            index,
            target.Path(index, target.Size),
            log.Head(leaves: target),
            _previous);
        _previous = commitment;
        return (Claimed, proof);
    }

    /// <summary>The own log as the relay answers it now.</summary>
    public KeyLogPage Page() => new([.. Entries.Select(entry => entry with { Path = log.Path((int)entry.Index, log.Size) })], log.Head());
}
