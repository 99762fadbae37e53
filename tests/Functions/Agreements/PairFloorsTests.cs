using Relay.Functions.Agreements;
using Relay.Functions.Partners;
using Relay.Signatures;

namespace Relay.Functions.Tests.Agreements;

public sealed class PairFloorsTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("*", null, true)]
    [InlineData(null, "*", true)]
    [InlineData("two", null, true)]
    [InlineData(null, "one", true)]
    [InlineData("three", "three", false)]
    [InlineData("one", "two", false)] // each says it of itself
    public void RequiresPostQuantum_AnyOfTheTwo_IsEnough(string? ofOne, string? ofTwo, bool expected)
    {
        var (one, two) = (Partner("one", Floor(ofOne)), Partner("two", Floor(ofTwo)));
        Assert.Equal(expected, PairFloors.RequiresPostQuantum(one, two));
        Assert.Equal(expected, PairFloors.RequiresPostQuantum(two, one));

        static PartnerFloor[] Floor(string? about) => about is null ? [] : [new PartnerFloor(about, PostQuantum: true)];
    }

    [Fact]
    public void RequiresPostQuantum_WhatIsSaidOfOnePartner_StandsInPlaceOfWhatIsSaidOfAll()
    {
        var one = Partner("one", new PartnerFloor("*", PostQuantum: true), new PartnerFloor("two", ["signal"]));
        Assert.False(PairFloors.RequiresPostQuantum(one, Partner("two")));
        Assert.True(PairFloors.RequiresPostQuantum(one, Partner("three")));
    }

    [Theory]
    [InlineData(null, null, true, true)]
    [InlineData("signal", null, true, false)]
    [InlineData(null, "mls", false, true)]
    [InlineData("signal", "mls", false, false)]
    public void Allow_AProtocol_IsWhatBothFloorsAllow(string? ofOne, string? ofTwo, bool signal, bool mls)
    {
        var (one, two) = (Partner("one", Floor("two", ofOne)), Partner("two", Floor("*", ofTwo)));
        Assert.Equal((signal, mls), (PairFloors.Allow(one, two, "signal"), PairFloors.Allow(two, one, "mls")));

        static PartnerFloor[] Floor(string about, string? protocol) => protocol is null ? [new PartnerFloor(about)] : [new PartnerFloor(about, [protocol])];
    }

    private static PartnerRecord Partner(string name, params PartnerFloor[] floors) =>
        new(name, PartnerStatus.Live, null, Array.Empty<JsonWebKey>(), [], 1) { Floors = floors };
}
