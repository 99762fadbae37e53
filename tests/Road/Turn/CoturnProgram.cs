using Relay.Local.Stack;

namespace Relay.Road.Tests.Turn;

/// <summary>Where coturn lies: unpacked by set-up in <c>.relay/coturn</c>, or installed on the machine.</summary>
/// <param name="Path">The program.</param>
/// <param name="Libraries">The folders of the libraries beside it; null where the machine has them.</param>
internal sealed record CoturnProgram(string Path, string? Libraries)
{
    private const string Name = "turnserver";

    /// <summary>The program, or null with the reason why there is none.</summary>
    public static CoturnProgram? Find(out string reason)
    {
        reason = "";
        var work = System.IO.Path.Combine(RepositoryPaths.Root, ".relay");
        var root = System.IO.Path.Combine(work, "coturn");
        var unpacked = System.IO.Path.Combine(root, "usr", "bin", Name);
        if (File.Exists(unpacked))
            return new CoturnProgram(unpacked, string.Join(':', Directory.EnumerateFiles(root, "*.so*", SearchOption.AllDirectories).Select(System.IO.Path.GetDirectoryName).Distinct()));

        var installed = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists);
        if (installed is not null)
            return new CoturnProgram(installed, null);

        var told = System.IO.Path.Combine(work, "coturn-missing");
        reason = File.Exists(told) ? File.ReadAllText(told) : "coturn is not installed; `./relay setup` fetches it";
        return null;
    }
}
