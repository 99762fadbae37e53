using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

public sealed class AddressKeysTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(1_000);
    private static readonly AddressKeys Keys = SamplePeople.Keys();
    private static readonly Address Ana = new("home", "ana");
    private static readonly Address Ben = new("abroad", "ben");

    [Fact]
    public void RowKey_OfAUser_IsTheHmacOfPartnerZeroAndUser()
    {
        var expected = Convert.ToHexString(HMACSHA256.HashData(new byte[32], Encoding.UTF8.GetBytes("home\0ana")));
        Assert.Equal(expected, Keys.RowKeyOf("home", "ana"));
        Assert.Equal(Convert.ToUInt32(expected[..8], 16), Keys.LaneHashOf("home", "ana"));
        Assert.Equal(Convert.ToUInt32(expected[..8], 16), AddressKeys.LaneHashOf(expected));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(1_100)]
    [InlineData(70_000)]
    public void RowKey_OfALongUser_IsTheSameHmac(int length)
    {
        // More than fits on the stack; ids as long as that come from strangers' requests before they are refused.
        var user = new string('\u00e4', length);
        Assert.Equal(Convert.ToHexString(HMACSHA256.HashData(new byte[32], Encoding.UTF8.GetBytes("home\0" + user))), Keys.RowKeyOf("home", user));
    }

    [Fact]
    public void RowKeys_OfDifferentAddresses_Differ() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var (one, other) = (Random(random), Random(random));
        return one == other == (Keys.RowKeyOf(one.Partner, one.User) == Keys.RowKeyOf(other.Partner, other.User));
    }));

    [Fact]
    public void Relations_OfDifferentPairs_Differ() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var (one, other) = ((Owner: Random(random), Other: Random(random)), (Owner: Random(random), Other: Random(random)));
        return one == other == (Keys.Relation(one.Owner, one.Other) == Keys.Relation(other.Owner, other.Other));
    }));

    [Fact]
    public void Relation_ToANetwork_IsOfItsOwn()
    {
        UInt128[] relations =
        [
            Keys.Relation(Ana, Ben), Keys.Relation(Ben, Ana), Keys.Relation(Ana, "abroad"), Keys.Relation(new Address("home", "eva"), "abroad"),
            Keys.Relation(new Address("home", "an"), new Address("aabroad", "ben")), SamplePeople.Keys(1).Relation(Ana, Ben),
        ];
        Assert.Equal(relations.Length, relations.Distinct().Count());
    }

    [Fact]
    public void Derive_Purpose_HasAKeyOfItsOwn()
    {
        byte[][] keys = [Keys.Derive("a"), Keys.Derive("b"), Keys.Derive("relation"), SamplePeople.Keys(1).Derive("a")];
        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(keys, key => Assert.Equal(32, key.Length));
        Assert.Equal(keys[0], Keys.Derive("a"));
    }

    [Fact]
    public void Seal_OfAnyBytes_OpensInItsRowAndNowhereElse() => Check.One(Runs, Prop.ForAll<byte[], PositiveInt>((content, place) =>
    {
        var sealedBytes = Keys.Seal(content, "row");
        var torn = sealedBytes[..(place.Get % sealedBytes.Length)];
        var changed = sealedBytes.ToArray();
        changed[place.Get % changed.Length] ^= 1;
        return Keys.Open(sealedBytes, "row").AsSpan().SequenceEqual(content)
            && !Keys.Seal(content, "row").AsSpan().SequenceEqual(sealedBytes)
            && !Opens(Keys, sealedBytes, "other") && !Opens(SamplePeople.Keys(1), sealedBytes, "row") && !Opens(Keys, torn, "row") && !Opens(Keys, changed, "row");
    }));

    private static bool Opens(AddressKeys keys, byte[] sealedBytes, string row)
    {
        try
        {
            keys.Open(sealedBytes, row);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // Few names over two letters: where one part ends must matter.
    private static Address Random(Random random) => new(Name(random), Name(random));

    private static string Name(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));
}
