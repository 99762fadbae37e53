using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Relay.Client.Envelopes;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Envelopes;

/// <summary>The relay's part of <c>POST /v1/envelopes</c>, and envelopes to send.</summary>
internal static class EnvelopeRelay
{
    internal const string Target = "POST /v1/envelopes";

    /// <summary>Accepts what it has not seen.</summary>
    internal static void AcceptEnvelopes(this FakeRelay relay)
    {
        var seen = new HashSet<string>();
        relay.On(Target, (context, request) => context.JsonAsync(202, Results(request, id => seen.Add(id) ? "accepted" : "duplicate")));
    }

    internal static JsonObject Results(Received request, Func<string, string> status) => new()
    {
        ["results"] = new JsonArray([.. Ids(request).Select(id => new JsonObject { ["id"] = id, ["status"] = status(id) })]),
    };

    internal static List<string> Ids(Received request) =>
        [.. JsonNode.Parse(request.Body)!["envelopes"]!.AsArray().Select(envelope => (string)envelope!["id"]!)];

    internal static OutgoingEnvelope Envelope(int bytes = 100, int ciphertexts = 1) => new()
    {
        MessageId = Guid.CreateVersion7(),
        From = new UserAddress("instagram", "ana"),
        To = new UserAddress("whatsapp", "ben"),
        Ciphertexts = [.. Enumerable.Range(1, ciphertexts).Select(device => new DeviceCiphertext(device, 12345, CiphertextType.PreKey, new byte[bytes]))],
    };

    internal static OutgoingEnvelope[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => Envelope())];

    internal static Func<HttpContext, Task> Status(int status, string? retryAfter = null) => context =>
    {
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return context.ProblemAsync(status, "throttled", "Too much.");
    };
}
