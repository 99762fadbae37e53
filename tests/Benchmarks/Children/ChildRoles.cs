using System.Text.Json;
using Relay.Benchmarks.Floors;

namespace Relay.Benchmarks.Children;

/// <summary>The child's side: one line of options comes in, one line about what runs goes out, and the end of input stops it.</summary>
internal static class ChildRoles
{
    public const string Floor = "floor";
    public const string FileFloor = "file-floor";
    public const string Bus = "bus";
    public const string Host = "host";

    public static async Task<int> RunAsync(string role)
    {
        var options = await Console.In.ReadLineAsync() ?? throw new InvalidOperationException("A child needs a line of options.");
        await using var started = role switch
        {
            Floor => await FloorServer.StartAsync(Read<FloorOptions>(options)),
            FileFloor => await Floors.FileFloor.StartAsync(Read<FileFloorOptions>(options)),
            Bus => await BusRole.StartAsync(Read<BusOptions>(options)),
            Host => (IChildRole)await HostRole.StartAsync(Read<HostOptions>(options)),
            _ => throw new InvalidOperationException($"There is no role '{role}'."),
        };
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(started.Ready));
        // Also comes about when the parent dies, so that no child outlives it.
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json) ?? throw new InvalidOperationException("A child's options are empty.");
}
