using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

/// <summary>Records with anything in them, from a seed.</summary>
internal static class SamplePeople
{
    /// <summary>Any seed: the library's own numbers are small, and there would be few different ones.</summary>
    public static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly string[] Networks = ["home", "abroad", "third", UserRecord.AllPartners];
    private static readonly string?[] Territories = [null, "DE", "FR"];

    public static AddressKeys Keys(byte seed = 0) =>
        new(Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String([.. Enumerable.Repeat(seed, 32)]) }));

    public static UserRecord Record(Random random) => new(Coin(random), Some(random, Networks), [.. Enumerable.Range(1, random.Next(4)).Select(device => new UserDevice(device, random.Next(1, 16384)))])
    {
        ServiceId = new Guid(Bytes(random, 16)),
        Territory = Territories[random.Next(Territories.Length)],
        Inbox = (InboxPreference)random.Next(2),
        Capabilities = Coin(random) ? null : Some(random, [.. UserCapabilities.All]),
        Contact = (ContactPolicy)random.Next(2),
        Terms = Coin(random) ? null : new UserTerms(random.Next(3).ToString(System.Globalization.CultureInfo.InvariantCulture), Time(random)),
        IdentityKey = Coin(random) ? null : [5, .. Bytes(random, 32)],
        CommonMailbox = Coin(random),
        Profile = Coin(random) ? null : new UserProfile(Convert.ToHexStringLower(Bytes(random, 32)), Bytes(random, 81), Coin(random) ? null : Bytes(random, 156), Coin(random) ? null : new Guid(Bytes(random, 16)), Time(random)),
        Identifiers = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new FindableIdentifier(Convert.ToHexString(Bytes(random, 32)), "number", Some(random, Networks)))],
        History = [.. Enumerable.Range(0, random.Next(5)).Select(i => new UserChange(Time(random), "settings", Coin(random) ? null : $"v{i}"))],
        Links = [.. Enumerable.Range(0, random.Next(UserLink.Most + 1)).Select(i => Link(random, new Address(Networks[random.Next(3)], $"linked-{i}-{random.Next(100)}")))],
        Relations = Enumerable.Range(0, random.Next(6)).Aggregate(RelationSet.Empty, (set, _) => set.With((RelationKind)random.Next(1, 5), new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()), Time(random))),
        ErasedAt = Coin(random) ? null : Time(random),
    };

    public static UserLink Link(Random random, Address other) =>
        new(new Guid(Bytes(random, 16)), other, [5, .. Bytes(random, 32)], Bytes(random, 64), Bytes(random, 64), Time(random));

    public static bool Coin(Random random) => random.Next(2) == 0;

    public static DateTimeOffset Time(Random random) => DateTimeOffset.FromUnixTimeSeconds(random.Next());

    public static T[] Some<T>(Random random, T[] from) => [.. from.Where(_ => Coin(random))];

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
