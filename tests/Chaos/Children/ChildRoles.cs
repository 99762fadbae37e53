using System.Text.Json;

namespace Relay.Chaos.Children;

/// <summary>The child's side: a line of options comes in, lines of <see cref="ChildLine"/> go out, and the end of input stops it.</summary>
internal static class ChildRoles
{
    public const string Bus = "bus";
    public const string Host = "host";

    public static async Task<int> RunAsync(string role)
    {
        var options = await Console.In.ReadLineAsync() ?? throw new InvalidOperationException("A child needs a line of options.");
        await using var part = role switch
        {
            Bus => await BusRole.StartAsync(Read<BusOptions>(options)),
            Host => (IAsyncDisposable)await HostRole.StartAsync(Read<HostOptions>(options)),
            _ => throw new InvalidOperationException($"There is no role '{role}'."),
        };
        // Also comes about when the parent dies, so that no child outlives it.
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json) ?? throw new InvalidOperationException("A child's options are empty.");
}
