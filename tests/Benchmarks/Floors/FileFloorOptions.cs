namespace Relay.Benchmarks.Floors;

/// <summary>The options of <see cref="FileFloor"/>.</summary>
/// <param name="Path">The file that takes what is sent; null keeps nothing.</param>
internal sealed record FileFloorOptions(string? Path);
