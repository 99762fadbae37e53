namespace Relay.Benchmarks.Bus;

/// <summary>A way to keep the messages, and the floor for it.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="IsDurable">Whether messages are on disk before they are acknowledged.</param>
/// <param name="FloorName">What the floor does.</param>
internal sealed record BusKind(string Name, bool IsDurable, string FloorName)
{
    public static BusKind Durable { get; } = new("durable", true, "TCP + fsync");

    public static BusKind InMemory { get; } = new("in memory", false, "TCP");

    /// <summary>Where the bus keeps its messages; null for memory.</summary>
    public string? Data(string folder) => IsDurable ? Path.Combine(folder, "data") : null;

    /// <summary>Where the floor keeps its bytes; null for nowhere.</summary>
    public string? FloorFile(string folder) => IsDurable ? Path.Combine(folder, "floor") : null;
}
