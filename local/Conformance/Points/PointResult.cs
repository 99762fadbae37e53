using System.Text.Json.Serialization;

namespace Relay.Local.Conformance.Points;

/// <summary>What came of a point.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PointResult>))]
public enum PointResult
{
    /// <summary>It holds.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>It does not.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was not examined.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>What a check found.</summary>
/// <param name="Result">Whether the point holds.</param>
/// <param name="Observed">What the partner did. It names no user and nothing of a body.</param>
internal readonly record struct Finding(PointResult Result, string Observed)
{
    public static Finding Pass(string observed) => new(PointResult.Passed, observed);

    public static Finding Fail(string observed) => new(PointResult.Failed, observed);

    public static Finding Of(bool holds, string observed) => new(holds ? PointResult.Passed : PointResult.Failed, observed);
}
