using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Functions.Custody;
using Relay.Functions.Hosting;
using Relay.Signatures.Custody;

namespace Relay.Functions.Accept;

/// <summary>Writes what the answers to accepting calls have in common.</summary>
internal static class AcceptAnswer
{
    /// <summary>As problems are written.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly byte[][] StatusWords = [.. new[] { "accepted"u8.ToArray(), "duplicate"u8.ToArray(), "refused"u8.ToArray(), "unavailable"u8.ToArray() }];

    /// <summary>Writes the time of acceptance. Where nothing was accepted there is none, and refusals stay the same byte for byte.</summary>
    public static void WriteTime(Utf8JsonWriter json, DateTimeOffset acceptedAt, IssuedReceipt? receipt)
    {
        if (receipt is not null)
            json.WriteString("acceptedAt"u8, ReceiptSigner.Time(acceptedAt));
    }

    /// <summary>Writes the members of one result into an object that was begun.</summary>
    public static void WriteResult(Utf8JsonWriter json, Guid id, in EnvelopeResult result)
    {
        json.WriteString("id"u8, id);
        json.WriteString("status"u8, StatusWords[(int)result.Status]);
        if (result.IdentityKeyChangedAt is { } changedAt)
            json.WriteString("identityKeyChangedAt"u8, changedAt.UtcDateTime);
        if (result.Problem is not { } problem)
            return;

        json.WritePropertyName("problem"u8);
        JsonSerializer.Serialize(json, problem, ProblemJson.Readable.Problem);
    }

    /// <summary>Writes the receipt, where there is one.</summary>
    public static void WriteReceipt(Utf8JsonWriter json, IssuedReceipt? receipt)
    {
        if (receipt is not { } issued)
            return;

        json.WriteString("receipt"u8, issued.Token);
        json.WriteString("salt"u8, issued.Salt);
    }
}
