namespace Relay.Chaos.Children;

/// <summary>The lines that a child prints for its parent.</summary>
internal static class ChildLine
{
    /// <summary>It runs; followed by what the parent must know of it.</summary>
    public const string Ready = "ready ";

    /// <summary>For the host: it has started the relay's program; followed by its process id.</summary>
    public const string Program = "program ";

    /// <summary>What follows the mark; null where the line is another one.</summary>
    public static string? After(string mark, string line) => line.StartsWith(mark, StringComparison.Ordinal) ? line[mark.Length..] : null;
}
