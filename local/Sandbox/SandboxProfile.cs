using System.Text.Json.Serialization;

namespace Relay.Local.Sandbox;

/// <summary>How the sandbox partner behaves: a fault, and the numbers of it. Numbers that a fault does not need are ignored.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Percent">For <see cref="SandboxFault.Errors"/>: calls of a hundred that fail.</param>
/// <param name="DelayMilliseconds">For <see cref="SandboxFault.Slow"/>: milliseconds until the answer.</param>
/// <param name="ByteMilliseconds">For <see cref="SandboxFault.SlowLoris"/>: milliseconds between two bytes.</param>
/// <param name="RetryAfterSeconds">For <see cref="SandboxFault.Throttled"/>: seconds in Retry-After.</param>
/// <param name="Users">For <see cref="SandboxFault.Retry"/>, <see cref="SandboxFault.Refuse"/> and <see cref="SandboxFault.Poison"/>: the recipients.</param>
/// <param name="DownMilliseconds">For <see cref="SandboxFault.Flapping"/>: milliseconds down, which come first.</param>
/// <param name="UpMilliseconds">For <see cref="SandboxFault.Flapping"/>: milliseconds up.</param>
/// <param name="AnswerBytes">For <see cref="SandboxFault.HugeAnswer"/>: bytes of the answer.</param>
public sealed record SandboxProfile(
    [property: JsonRequired] SandboxFault Name,
    int Percent = 50,
    int DelayMilliseconds = 2_000,
    int ByteMilliseconds = 1_000,
    int RetryAfterSeconds = 1,
    IReadOnlyList<string>? Users = null,
    int DownMilliseconds = 1_000,
    int UpMilliseconds = 1_000,
    long AnswerBytes = SandboxProfile.Gibibyte)
{
    private const int MostMilliseconds = 600_000;
    private const int MostSeconds = 86_400;
    private const long Gibibyte = 1L << 30;

    /// <summary>No fault.</summary>
    public static readonly SandboxProfile Healthy = new(SandboxFault.Healthy);

    /// <summary>Every rule that the numbers break; empty when there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        void Check(bool holds, string rule)
        {
            if (!holds)
                problems.Add(rule);
        }

        Check(Enum.IsDefined(Name), "name must be one of the profiles.");
        Check(Percent is >= 0 and <= 100, "percent must be 0 to 100.");
        Check(DelayMilliseconds is >= 0 and <= MostMilliseconds, $"delayMilliseconds must be 0 to {MostMilliseconds}.");
        Check(ByteMilliseconds is >= 1 and <= MostMilliseconds, $"byteMilliseconds must be 1 to {MostMilliseconds}.");
        Check(RetryAfterSeconds is >= 0 and <= MostSeconds, $"retryAfterSeconds must be 0 to {MostSeconds}.");
        Check(DownMilliseconds is >= 1 and <= MostMilliseconds, $"downMilliseconds must be 1 to {MostMilliseconds}.");
        Check(UpMilliseconds is >= 1 and <= MostMilliseconds, $"upMilliseconds must be 1 to {MostMilliseconds}.");
        Check(AnswerBytes is >= 1 and <= 16 * Gibibyte, $"answerBytes must be 1 to {16 * Gibibyte}.");
        Check(
            Name is not (SandboxFault.Retry or SandboxFault.Refuse or SandboxFault.Poison) || Users is { Count: > 0 },
            "users must name at least one recipient.");
        return problems;
    }
}
