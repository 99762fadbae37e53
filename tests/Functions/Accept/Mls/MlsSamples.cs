using System.Text.Json;
using Relay.Functions.Accept.Mls;

namespace Relay.Functions.Tests.Accept.Mls;

/// <summary>
/// Messages of RFC 9420 that others made: those whose names begin with Rfc are the first entry of the working group's test vectors
/// (mlswg/mls-implementations, messages.json), the rest a group of ts-mls 1.6.4. Type 0 marks what is no envelope.
/// </summary>
internal static class MlsSamples
{
    private static readonly Dictionary<string, (byte Type, byte[] Content)> All = Load();

    public static TheoryData<string> Sendable() => [.. All.Where(sample => sample.Value.Type != 0).Select(sample => sample.Key)];

    public static TheoryData<string> Framed() => [.. All.Where(sample => sample.Value.Type is MlsShape.PublicMessage or MlsShape.PrivateMessage).Select(sample => sample.Key)];

    public static (byte Type, byte[] Content) Get(string name) => All[name];

    private static Dictionary<string, (byte Type, byte[] Content)> Load()
    {
        using var file = typeof(MlsSamples).Assembly.GetManifestResourceStream("mls-samples.json")!;
        using var json = JsonDocument.Parse(file);
        return json.RootElement.EnumerateObject().ToDictionary(
            sample => sample.Name,
            sample => (sample.Value.GetProperty("type").GetByte(), sample.Value.GetProperty("content").GetBytesFromBase64()));
    }
}
