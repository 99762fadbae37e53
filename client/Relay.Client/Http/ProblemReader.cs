using System.Text.Json;

namespace Relay.Client.Http;

/// <summary>Reads a problem from the body of an answer.</summary>
internal static class ProblemReader
{
    /// <summary>The problem; null where the body is none with a code, as from a gateway in between.</summary>
    internal static RelayProblem? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return null;
        try
        {
            var problem = JsonSerializer.Deserialize(body, RelayJson.Default.RelayProblem);
            return problem is { Code: not "" } ? problem : null;
        }
        catch (JsonException)
        {
            // A gateway's page: the status says all there is to know.
            return null;
        }
    }
}
