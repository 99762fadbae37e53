using System.Text.Json;

namespace Relay.Functions.Deliver;

/// <summary>Reads a partner's answer: <c>{"results":[{"id","status","reason"?}]}</c>; unknown members are ignored.</summary>
internal static class AnswerParser
{
    private const int LongestReason = 64;

    /// <summary>The verdicts, or null when the answer does not have that form.</summary>
    public static Dictionary<Guid, (EnvelopeVerdict Verdict, string? Reason)>? Parse(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("results"u8, out var results)
                || results.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var verdicts = new Dictionary<Guid, (EnvelopeVerdict, string?)>();
            foreach (var result in results.EnumerateArray())
            {
                if (Read(result) is not { } read)
                    return null;
                // Of contradictory verdicts the one that claims most stands: what the partner has, it must not get again.
                if (!verdicts.TryGetValue(read.Id, out var earlier) || Weight(read.Verdict) > Weight(earlier.Item1))
                    verdicts[read.Id] = (read.Verdict, read.Reason);
            }

            return verdicts;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no text, such as half a surrogate pair or bytes outside UTF-8.
            return null;
        }
    }

    private static int Weight(EnvelopeVerdict verdict) => verdict switch
    {
        EnvelopeVerdict.Accepted => 2,
        EnvelopeVerdict.Retry => 1,
        _ => 0,
    };

    private static (Guid Id, EnvelopeVerdict Verdict, string? Reason)? Read(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object
            || !result.TryGetProperty("id"u8, out var id) || id.ValueKind != JsonValueKind.String || !id.TryGetGuid(out var guid)
            || !result.TryGetProperty("status"u8, out var status) || status.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        EnvelopeVerdict? verdict =
            status.ValueEquals("accepted"u8) ? EnvelopeVerdict.Accepted
            : status.ValueEquals("refused"u8) ? EnvelopeVerdict.Refused
            : status.ValueEquals("retry"u8) ? EnvelopeVerdict.Retry
            : null;
        var reason = result.TryGetProperty("reason"u8, out var text) && text.ValueKind == JsonValueKind.String ? Word(text.GetString()) : null;
        return verdict is { } known ? (guid, known, reason) : null;
    }

    // A reason is a short word for programs; anything else could carry a user's name into the ledger.
    internal static string? Word(string? text) =>
        text?.Length is > 0 and <= LongestReason && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') ? text : null;
}
