using Relay.Local.Host.App;
using Relay.Local.Host.Front;

namespace Relay.Local.Host.Tests.Front;

public sealed class RouteTests
{
    [Theory]
    [InlineData("v1/{*rest}", "/v1", true)]
    [InlineData("v1/{*rest}", "/v1/", true)]
    [InlineData("v1/{*rest}", "/v1/a/b", true)]
    [InlineData("v1/{*rest}", "/v1x", false)]
    [InlineData(".well-known/relay", "/.well-known/relay", true)]
    [InlineData(".well-known/relay", "/.well-known/relay/x", false)]
    [InlineData("users/{user}/keys", "/users/a%2Fb/keys", true)]
    [InlineData("users/{user}/keys", "/users/a/b/keys", false)]
    [InlineData("users/{user}", "/users/", false)]
    [InlineData("a", "/%61", true)]
    [InlineData("a/b", "/a%2Fb", false)]
    [InlineData("{*all}", "/", true)]
    public void Template_AndPath_MatchOrNot(string route, string path, bool matches)
    {
        Assert.Null(RouteTemplate.Fault(route));
        Assert.Equal(matches, new RouteTemplate(route).Matches(path));
    }

    [Theory]
    [InlineData("GET", "/v1/health", "Literal")]
    [InlineData("POST", "/v1/health", "All")]
    [InlineData("GET", "/v1/x", "Parameter")]
    [InlineData("GET", "/v1/x/y", "All")]
    public void Table_WithSeveralMatches_TakesTheMostLiteral(string method, string path, string function)
    {
        var table = new RouteTable(
        [
            new HttpFunction("All", "v1/{*rest}", []),
            new HttpFunction("Parameter", "v1/{name}", ["GET"]),
            new HttpFunction("Literal", "v1/health", ["get"]),
        ]);

        Assert.Equal(function, table.Find(path, method)?.Name);
    }
}
