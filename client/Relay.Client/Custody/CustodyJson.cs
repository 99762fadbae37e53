using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Relay.Client.Custody;

/// <summary>Source-generated JSON of what is kept and shown. Names are read as they are written: a proof has one form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReceiptFile))]
[JsonSerializable(typeof(SentRequest))]
[JsonSerializable(typeof(InclusionProof))]
[JsonSerializable(typeof(ErasureCertificate))]
internal sealed partial class CustodyJson : JsonSerializerContext
{
    /// <exception cref="FormatException">The text is not what is wanted.</exception>
    internal static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string wanted)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new FormatException(wanted);
        }
        catch (JsonException e)
        {
            throw new FormatException(wanted, e);
        }
    }
}
