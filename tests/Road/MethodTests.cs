using System.Text.Json;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A method that a path does not take is answered by the program, through the host, with those that it takes.</summary>
[Collection(SharedStack.Name)]
public sealed class MethodTests(StackFixture fixture)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Theory]
    [InlineData("PATCH", "/v1/partners/x", "GET, PUT")]
    [InlineData("DELETE", "/v1/partners/x", "GET, PUT")]
    [InlineData("DELETE", "/v1/envelopes", "POST")]
    [InlineData("OPTIONS", "/v1/envelopes", "POST")]
    [InlineData("UNHEARD-OF", "/v1/envelopes", "POST")]
    [InlineData("PATCH", "/v1/users/ana", "DELETE, GET, PUT")]
    [InlineData("PUT", "/operator", "GET")]
    [InlineData("PATCH", "/operator/session", "DELETE, GET, POST")]
    [InlineData("POST", "/.well-known/relay", "GET")]
    [InlineData("DELETE", "/health/live", "GET")]
    public async Task Method_ThatAPathDoesNotTake_IsAProblemThatNamesTheOthers(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(fixture.Stack.Address, path));
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("method-not-allowed", 405), (problem.RootElement.GetProperty("code").GetString(), problem.RootElement.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Head_OfAPathThatTakesGet_IsRefusedWithoutABody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(fixture.Stack.Address, "/health/live"));
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }
}
