using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Client.Http;

/// <summary>Reads a number or a string as text: a limit may be either, and a problem must be readable whatever it is.</summary>
internal sealed class ScalarTextConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.ToString();
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
