using System.Text.Json;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Signed calls with a body that a test writes itself.</summary>
internal static class JsonCalls
{
    /// <summary>A signed request of a partner.</summary>
    public static HttpRequestMessage Request(this TestPartner partner, LocalStack stack, HttpMethod method, string path, object? body = null) =>
        RawCall.Signed(stack, partner.Key, method, path, body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body));

    /// <summary>Sends it; gives status and body.</summary>
    public static async Task<(int Status, string Body)> CallAsync(this TestPartner partner, LocalStack stack, HttpMethod method, string path, object? body = null)
    {
        using var request = partner.Request(stack, method, path, body);
        var (status, answer, _) = await RawCall.SendAsync(request);
        return (status, answer);
    }

    /// <summary>Opts a user in whom strangers have to ask.</summary>
    public static async Task OptInOnRequestAsync(this TestPartner partner, LocalStack stack, string user, params string[] networks) =>
        Assert.Equal(200, (await partner.CallAsync(stack, HttpMethod.Put, "/v1/users/" + user, new
        {
            optedIn = true,
            partners = networks.Length == 0 ? ["*"] : networks,
            devices = new[] { new { device = 1, registrationId = 4711 } },
            contact = "request",
        })).Status);
}
