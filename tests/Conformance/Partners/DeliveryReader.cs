using System.Text.Json;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>Reads deliveries without the relay's own code.</summary>
internal static class DeliveryReader
{
    internal sealed record Envelope(Guid Id, string User);

    internal sealed record Delivery(string Batch, string Class, bool Shares, bool HasUnknown, List<Envelope> Envelopes);

    /// <summary>Null when the body is none.</summary>
    public static Delivery? Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return new Delivery(
                root.GetProperty("batch").GetString()!,
                root.GetProperty("class").GetString()!,
                root.TryGetProperty("shared", out _),
                body.AsSpan().IndexOf("conformanceUnknown"u8) >= 0,
                [.. root.GetProperty("envelopes").EnumerateArray().Select(envelope => new Envelope(envelope.GetProperty("id").GetGuid(), envelope.GetProperty("to").GetProperty("user").GetString()!))]);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether it is JSON at all.</summary>
    public static bool IsJson(byte[] body)
    {
        try
        {
            JsonDocument.Parse(body).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
