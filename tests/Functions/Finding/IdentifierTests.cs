using Relay.Functions.Finding;

namespace Relay.Functions.Tests.Finding;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("+4915112345678", "+4915112345678")]
    [InlineData("+49 151 1234-5678", "+4915112345678")]
    [InlineData("+1 (415) 555.0100", "+14155550100")]
    [InlineData("\uFF0B\uFF14\uFF19 151 12345678", "+4915112345678")] // full-width
    [InlineData("+1234567", "+1234567")]
    [InlineData("+123456789012345", "+123456789012345")]
    [InlineData("+123456", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("+0151123456", null)]
    [InlineData("004915112345678", null)]
    [InlineData("4915112345678", null)]
    [InlineData("+49151a2345678", null)]
    [InlineData("++4915112345678", null)]
    [InlineData("+49\u0661\u0665112345678", null)] // Arabic-Indic digits
    [InlineData("", null)]
    [InlineData("+", null)]
    [InlineData(null, null)]
    public void Normalise_Number_IsE164OrNothing(string? raw, string? expected) => Assert.Equal(expected, Identifier.Normalise(Identifier.Number, raw)?.Value);

    [Theory]
    [InlineData("Ana.B_c-9", "ana.b_c-9")]
    [InlineData("\uFF21\uFF4E\uFF41", "ana")] // full-width
    [InlineData("\u212Aim", "kim")] // the Kelvin sign is a K, also by NFKC
    [InlineData("\u0430na", null)] // Cyrillic
    [InlineData("an\u00E4", null)]
    [InlineData("an", null)]
    [InlineData("ana ", null)]
    [InlineData("@ana", null)]
    [InlineData("an\0a", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Normalise_Handle_IsLowerCaseOrNothing(string? raw, string? expected) => Assert.Equal(expected, Identifier.Normalise(Identifier.Handle, raw)?.Value);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(1_000_000, false)]
    public void Normalise_Handle_IsBounded(int length, bool expected) => Assert.Equal(expected, Identifier.Normalise(Identifier.Handle, new string('a', length)) is not null);

    [Theory]
    [InlineData("handle", true)]
    [InlineData("number", true)]
    [InlineData("Handle", false)]
    [InlineData("email", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsKind_Word_IsOneOfTwo(string? word, bool expected) => Assert.Equal(expected, Identifier.IsKind(word));

    [Fact]
    public void HashWith_KindValueOrKey_IsAnotherForEach()
    {
        byte[] key = new byte[32], other = [.. Enumerable.Repeat((byte)1, 32)];
        var handle = new Identifier(Identifier.Handle, "1234567");
        string[] hashes = [handle.HashWith(key), new Identifier(Identifier.Number, "1234567").HashWith(key), new Identifier(Identifier.Handle, "1234568").HashWith(key), handle.HashWith(other)];
        Assert.Equal(4, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9A-F]{64}$", hash));
        Assert.Equal(hashes[0], handle.HashWith(key));
    }
}
