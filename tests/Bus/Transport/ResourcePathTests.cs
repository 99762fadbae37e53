using Relay.Local.Bus.Transport;

namespace Relay.Local.Bus.Tests.Transport;

public sealed class ResourcePathTests
{
    [Theory]
    [InlineData("sb://localhost:5672", "q")]
    [InlineData("sb://localhost:5672/", "q")]
    [InlineData("https://127.0.0.1/", "q/$management")]
    [InlineData("amqps://localhost/q", "q")]
    [InlineData("amqps://localhost/q", "/q/$DeadLetterQueue/$management")]
    [InlineData("SB://LOCALHOST/Queue/", "queue")]
    [InlineData("sb://localhost/QUEUE", "Queue")]
    [InlineData("https://localhost:1/q?api-version=2021-05", "q")]
    [InlineData("sb://[::1]:5672/a%2fb", "a/b")]
    [InlineData("localhost:5672", "q")]
    [InlineData("localhost/q", "q")]
    [InlineData("q", "q")]
    public void Audience_OfTheEntityOrAbove_CoversIt(string audience, string entity) =>
        Assert.True(ResourcePath.OfAudience(audience).Covers(ResourcePath.OfEntity(entity)));

    [Theory]
    [InlineData("sb://localhost/a", "b")]
    [InlineData("sb://localhost/a", "")]
    [InlineData("sb://localhost/a", "ab")]
    [InlineData("sb://localhost/ab", "a")]
    [InlineData("sb://localhost/a/b", "a")]
    [InlineData("sb://localhost/a/b", "a/c")]
    [InlineData("sb://localhost/q/$management", "q")]
    [InlineData("sb://localhost/$management", "q/$management")]
    [InlineData("a", "b")]
    [InlineData("a/b", "b")]
    [InlineData("other.servicebus.windows.net", "q")]
    public void Audience_OfSomethingElse_DoesNotCoverIt(string audience, string entity) =>
        Assert.False(ResourcePath.OfAudience(audience).Covers(ResourcePath.OfEntity(entity)));
}
