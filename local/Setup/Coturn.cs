namespace Relay.Local.Setup;

/// <summary>
/// The TURN server that the tests of calls ask whether it takes the relay's credentials: Debian's coturn, unpacked without root into
/// the work folder. Where it cannot be had, set-up goes on and the tests that need it say so.
/// </summary>
internal static class Coturn
{
    private const string Package = "coturn";

    // Its libraries lack at most libraries of their own libraries.
    private const int Levels = 3;

    /// <summary>Whether a command runs the tests.</summary>
    public static bool IsNeeded(string command) => command is "test" or "setup";

    /// <summary>Unpacks it, unless it is there already or installed on this machine.</summary>
    public static void Ensure(Repository repository)
    {
        var folder = Path.Combine(repository.Work, "coturn");
        var reason = Path.Combine(repository.Work, "coturn-missing");
        if (Directory.Exists(folder) || Shell.IsOnPath("turnserver"))
            return;

        Directory.CreateDirectory(repository.Work);
        if (!OperatingSystem.IsLinux() || !Shell.IsOnPath("apt-get") || !Shell.IsOnPath("dpkg-deb"))
        {
            File.WriteAllText(reason, "coturn is not installed, and without apt-get set-up cannot fetch it");
            return;
        }

        var scratch = folder + "-" + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            Step.Run("apt-get: coturn, for the tests of calls", () => Unpack(new DebianPackages(scratch), Path.Combine(scratch, "root")));
            // Moved last: its presence says that it is whole.
            Directory.Move(Path.Combine(scratch, "root"), folder);
            File.Delete(reason);
        }
        catch (SetupException failure)
        {
            File.WriteAllText(reason, "coturn is not installed, and set-up could not fetch it: " + failure.Message.ReplaceLineEndings(" "));
            Console.Error.WriteLine($"  it could not be had; the tests that need it are skipped ({reason})");
        }
        finally
        {
            if (Directory.Exists(scratch))
                Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Unpack(DebianPackages packages, string root)
    {
        packages.Unpack([Package], root);
        IReadOnlyList<string> level = [Package];
        for (var i = 0; i < Levels && Missing(root).Count > 0; i++)
        {
            level = [.. level.SelectMany(packages.LibrariesOf).Distinct()];
            packages.Unpack(level, root);
        }

        if (Missing(root) is { Count: > 0 } missing)
            throw new SetupException("libraries are missing: " + string.Join(", ", missing));
    }

    /// <summary>The shared libraries that the program needs and that are found neither on the machine nor beside it.</summary>
    private static List<string> Missing(string root) =>
        [.. Shell.Capture(root, "env", "LD_LIBRARY_PATH=" + Libraries(root), "ldd", Path.Combine(root, "usr", "bin", "turnserver"))
            .Split('\n')
            .Where(line => line.Contains("not found", StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' ')[0])
            .Distinct()];

    private static string Libraries(string root) => string.Join(
        ':',
        Directory.EnumerateFiles(root, "*.so*", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Distinct());
}
