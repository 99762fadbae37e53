using Relay.Functions.People;

namespace Relay.Functions.Tests.People;

public sealed class UserIdsTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("+4915112345678", true)]
    [InlineData("Ana.B_c~d@e-9", true)]
    [InlineData("...", true)]
    [InlineData(".", false)] // vanish from a path
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a#b", false)]
    [InlineData("a?b", false)]
    [InlineData("a:b", false)]
    [InlineData("a\0", false)]
    [InlineData("a\n", false)]
    [InlineData("\u00e4", false)]
    [InlineData("\uFF41", false)]
    public void IsUserId_Text_IsWhatTheRuleSays(string text, bool expected) => Assert.Equal(expected, UserIds.IsUserId(text));

    [Fact]
    public void IsUserId_Length_IsBounded()
    {
        Assert.True(UserIds.IsUserId(new string('a', 128)));
        Assert.False(UserIds.IsUserId(new string('a', 129)));
    }
}
