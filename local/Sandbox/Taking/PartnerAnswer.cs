using Microsoft.AspNetCore.Http;

namespace Relay.Local.Sandbox.Taking;

/// <summary>An answer before a fault spoils it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="ContentType">Its media type; null without a body.</param>
/// <param name="RetryAfter">The header Retry-After; null without.</param>
internal sealed record PartnerAnswer(int Status, byte[] Body, string? ContentType = null, string? RetryAfter = null)
{
    public static PartnerAnswer Empty(int status, string? retryAfter = null) => new(status, [], null, retryAfter);

    public static PartnerAnswer Json(byte[] body) => new(StatusCodes.Status200OK, body, "application/json");
}
