using System.Globalization;
using Relay.Client.States;

namespace Relay.Cli.Operators;

/// <summary>What an operator's commands say of times and endpoints.</summary>
internal static class OperatorTexts
{
    /// <summary>A moment in UTC, to the second.</summary>
    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An endpoint's state with its reason.</summary>
    public static string Endpoint(ExplainedBreaker breaker) => breaker.Reason is null ? breaker.State : $"{breaker.State} ({breaker.Reason})";
}
