using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Relay.Client.Http;

/// <summary>Reads the body of a successful answer.</summary>
internal static class AnswerReader
{
    /// <exception cref="RelayProblemException">The body is not what the contract says; the code is <c>unexpected-answer</c>.</exception>
    internal static T Read<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new RelayProblemException(
                new RelayProblem { Code = RelayProblemException.UnexpectedAnswer, Title = "The answer is not what the contract says." }, e);
        }
    }
}
