using System.Text.Json.Serialization;

namespace Relay.Benchmarks.Measure;

/// <summary>One measured figure.</summary>
/// <param name="Part">The part of the run.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The median of the windows.</param>
/// <param name="Unit">The unit of value and floor.</param>
/// <param name="Floor">The least that it could have been, measured in the same run.</param>
/// <param name="FloorName">What that floor is.</param>
/// <param name="Aim">What the value, or the ratio to the floor where <paramref name="AimIsRatio"/>, should reach.</param>
/// <param name="AimIsRatio">Whether the aim is for the ratio.</param>
/// <param name="MoreIsBetter">Whether the aim is a lower bound.</param>
internal sealed record Figure(
    string Part,
    string Name,
    double Value,
    string Unit,
    double? Floor = null,
    string? FloorName = null,
    double? Aim = null,
    bool AimIsRatio = false,
    bool MoreIsBetter = false)
{
    /// <summary>Value by floor.</summary>
    public double? Ratio => Floor is > 0 ? Value / Floor : null;

    /// <summary>Whether the aim was reached; null without one.</summary>
    public bool? Reached
    {
        get
        {
            if (Aim is not { } aim || (AimIsRatio ? Ratio : Value) is not { } measured)
                return null;
            return MoreIsBetter ? measured >= aim : measured <= aim;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<Figure>))]
internal sealed partial class FigureJson : JsonSerializerContext;
