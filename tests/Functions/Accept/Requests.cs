using System.Text.Json.Nodes;
using Relay.Functions.Accept;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Accept;

/// <summary>Bodies of <c>POST /v1/envelopes</c>, as trees that a test can bend.</summary>
internal static class Requests
{
    public const string Id = "0190163d-8694-739b-aea5-966c26f8ad91";
    public const string MessageId = "7f2c1f9e-3b7a-4c55-9c8e-1f2a3b4c5d6e";

    public static JsonObject Ciphertext(int device = 1, int bytes = 3) => new()
    {
        ["device"] = device,
        ["registrationId"] = 12345,
        ["type"] = 1,
        ["content"] = Convert.ToBase64String(new byte[bytes]),
    };

    public static JsonObject Envelope(int ciphertexts = 1) => new()
    {
        ["id"] = Id,
        ["messageId"] = MessageId,
        ["from"] = new JsonObject { ["partner"] = "instagram", ["user"] = "ana" },
        ["to"] = new JsonObject { ["partner"] = "whatsapp", ["user"] = "ben" },
        ["class"] = "urgent",
        ["timeToLiveSeconds"] = 60,
        ["ciphertexts"] = new JsonArray([.. Enumerable.Range(1, ciphertexts).Select(device => Ciphertext(device))]),
    };

    /// <summary>A request of these envelopes; those after the first get ids of their own where they have the common one.</summary>
    public static JsonObject Of(params IEnumerable<JsonObject> envelopes) => new() { ["envelopes"] = new JsonArray([.. envelopes.Select(Numbered)]) };

    private static JsonObject Numbered(JsonObject envelope, int index)
    {
        if (index > 0 && envelope["id"] is JsonValue id && id.TryGetValue(out string? text) && text == Id)
            envelope["id"] = $"{Id[..^4]}{index:x4}";
        return envelope;
    }

    /// <summary>A valid request whose one envelope a test has changed.</summary>
    public static JsonObject With(Action<JsonObject> change)
    {
        var envelope = Envelope();
        change(envelope);
        return Of(envelope);
    }

    /// <summary>A valid request whose one ciphertext a test has changed.</summary>
    public static JsonObject WithCiphertext(Action<JsonObject> change) => With(envelope => change(envelope["ciphertexts"]![0]!.AsObject()));

    public static (List<EnvelopeDraft> Envelopes, Problem? Problem) Parse(JsonNode request) => Parse(request.ToJsonString());

    public static (List<EnvelopeDraft> Envelopes, Problem? Problem) Parse(string request) => Parse(Encoding.UTF8.GetBytes(request));

    public static (List<EnvelopeDraft> Envelopes, Problem? Problem) Parse(byte[] request) => EnvelopeRequestParser.Parse(request, new AcceptOptions());

    public static Problem Refusal(JsonNode request) => Refusal(request.ToJsonString());

    public static Problem Refusal(string request)
    {
        var problem = Parse(request).Problem;
        Assert.NotNull(problem);
        Assert.Equal((400, "malformed"), (problem.Status, problem.Code));
        Assert.False(string.IsNullOrEmpty(problem.Rule));
        return problem;
    }
}
