using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Functions.Hosting;
using Relay.Functions.Keys;

namespace Relay.Functions.Tests.Keys;

/// <summary>What devices publish, as libsignal 0.103.0 made and signed it (tests/vectors/keys.mjs).</summary>
internal static class KeyVectors
{
    private static readonly JsonArray Devices = Load();

    /// <summary>The vectors: signatures of the first have the sign 0, those of the second 1.</summary>
    public static TheoryData<int> All => [.. Enumerable.Range(0, Devices.Count)];

    /// <summary>The upload of a vector, as a partner sends it.</summary>
    public static byte[] Body(int vector) => JsonSerializer.SerializeToUtf8Bytes(Devices[vector]!["upload"]);

    /// <summary>The digest of its lasting keys, computed by the script.</summary>
    public static byte[] Digest(int vector) => Convert.FromBase64String(Devices[vector]!["digest"]!.GetValue<string>());

    /// <summary>The upload of a vector, read by the program.</summary>
    public static KeysUpload Upload(int vector)
    {
        var (upload, problem) = JsonBody.Read(Body(vector), KeysJson.Default.KeysUpload);
        Assert.Null(problem);
        return upload!;
    }

    private static JsonArray Load()
    {
        using var file = typeof(KeyVectors).Assembly.GetManifestResourceStream("keys.json")!;
        return JsonNode.Parse(file)!["devices"]!.AsArray();
    }
}
