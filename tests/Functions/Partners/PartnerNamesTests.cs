using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Partners;

public sealed class PartnerNamesTests
{
    [Theory]
    [InlineData("ab", true)]
    [InlineData("whatsapp", true)]
    [InlineData("a-1-", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", true)] // 32
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", false)] // 33
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("-a", false)]
    [InlineData("aB", false)]
    [InlineData("a.b", false)]
    [InlineData("a_b", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("ab\n", false)]
    [InlineData("\u00e4b", false)]
    [InlineData("a\uFF11", false)]
    public void IsName_Text_IsWhatTheRuleSays(string text, bool expected) => Assert.Equal(expected, PartnerNames.IsName(text));

    [Theory]
    [InlineData("relay-1", true)]
    [InlineData("A.b_C-9", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a#b", false)]
    [InlineData("a?b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\n", false)]
    public void IsKeyId_Text_IsWhatTheRuleSays(string text, bool expected) => Assert.Equal(expected, PartnerNames.IsKeyId(text));

    [Fact]
    public void IsKeyId_Length_IsBounded()
    {
        Assert.True(PartnerNames.IsKeyId(new string('k', 64)));
        Assert.False(PartnerNames.IsKeyId(new string('k', 65)));
    }
}
