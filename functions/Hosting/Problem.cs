using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Functions.Devices;

namespace Relay.Functions.Hosting;

/// <summary>
/// An answer that says what was wrong (RFC 9457). No member ever holds a user id, but for <see cref="Accounts"/>: those of the person whom the caller may write to.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Title">One sentence for people, the same for every occurrence of the code.</param>
/// <param name="Detail">What was wrong this time.</param>
/// <param name="Field">The member, header or parameter at fault, as a path into the request.</param>
/// <param name="Rule">The rule that it breaks.</param>
/// <param name="Limit">The number in the rule, where there is one.</param>
/// <param name="RetryAfterSeconds">When trying again makes sense; sent as Retry-After too.</param>
public sealed record Problem(
    int Status, string Code, string Title, string? Detail = null, string? Field = null, string? Rule = null, long? Limit = null, int? RetryAfterSeconds = null)
{
    /// <summary>Identifies the kind of problem; a relative reference into the documentation.</summary>
    public string Type => "/problems/" + Code;

    /// <summary>How the addressed devices differ from the recipient's; for that problem only.</summary>
    public DeviceMismatch? Devices { get; init; }

    /// <summary>The accounts of the recipient's common mailbox that were left out; for that problem only.</summary>
    public IReadOnlyList<MissingAccount>? Accounts { get; init; }

    /// <summary>The epoch of the group as the relay knows it; for that problem only.</summary>
    public ulong? Epoch { get; init; }

    /// <summary>Writes this as the response.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(context.Response.Body, this, ProblemJson.Readable.Problem, context.RequestAborted);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    /// <summary>Leaves apostrophes as they are: a problem is read by people in a terminal, and never stands inside HTML.</summary>
    public static readonly ProblemJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
