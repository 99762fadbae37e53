using System.Globalization;

namespace Relay.Local.Setup;

/// <summary>
/// A program that some tests need, of Debian's packages, unpacked without root into the work folder. Where it cannot be had, set-up
/// goes on and the tests that need it say so.
/// </summary>
/// <param name="Name">Its folder in the work folder.</param>
/// <param name="Packages">What is unpacked; of the first the libraries that the machine lacks as well.</param>
/// <param name="Commands">Under one of these names it may be installed on this machine already.</param>
/// <param name="Program">The program below its folder.</param>
/// <param name="Purpose">What it is for.</param>
internal sealed record DebianProgram(string Name, IReadOnlyList<string> Packages, IReadOnlyList<string> Commands, string Program, string Purpose)
{
    /// <summary>The TURN server that the tests of calls ask whether it takes the relay's credentials.</summary>
    public static readonly DebianProgram Coturn = new("coturn", ["coturn"], ["turnserver"], "usr/bin/turnserver", "the tests of calls");

    /// <summary>The browser in which the operator's page is tested, and a font for it.</summary>
    public static readonly DebianProgram Chromium =
        new("chromium", ["chromium", "chromium-common", "fonts-dejavu-core"], ["chromium", "chromium-browser"], "usr/lib/chromium/chromium", "the tests of the operator's page");

    // The libraries of its libraries, and so on, lack no more after this.
    private const int Levels = 8;

    /// <summary>Whether a command runs the tests.</summary>
    public static bool IsNeeded(string command) => command is "test" or "setup";

    /// <summary>Unpacks it, unless it is there already or installed on this machine.</summary>
    public void Ensure(Repository repository)
    {
        var folder = Path.Combine(repository.Work, Name);
        var reason = Path.Combine(repository.Work, Name + "-missing");
        if (Directory.Exists(folder) || Commands.Any(Shell.IsOnPath))
            return;

        Directory.CreateDirectory(repository.Work);
        if (!OperatingSystem.IsLinux() || !Shell.IsOnPath("apt-get") || !Shell.IsOnPath("dpkg-deb"))
        {
            File.WriteAllText(reason, $"{Name} is not installed, and without apt-get set-up cannot fetch it");
            return;
        }

        var scratch = folder + "-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        try
        {
            Step.Run($"apt-get: {Name}, for {Purpose}", () => Unpack(new DebianPackages(scratch), Path.Combine(scratch, "root")));
            // Moved last: its presence says that it is whole.
            Directory.Move(Path.Combine(scratch, "root"), folder);
            File.Delete(reason);
        }
        catch (SetupException failure)
        {
            File.WriteAllText(reason, $"{Name} is not installed, and set-up could not fetch it: " + failure.Message.ReplaceLineEndings(" "));
            Console.Error.WriteLine($"  it could not be had; the tests that need it are skipped ({reason})");
        }
        finally
        {
            if (Directory.Exists(scratch))
                Directory.Delete(scratch, recursive: true);
        }
    }

    private void Unpack(DebianPackages packages, string root)
    {
        packages.Unpack(Packages, root);
        IReadOnlyList<string> level = [Packages[0]];
        for (var i = 0; i < Levels && Missing(root).Count > 0; i++)
        {
            level = [.. level.SelectMany(packages.LibrariesOf).Distinct()];
            packages.Unpack(level, root);
        }

        if (Missing(root) is { Count: > 0 } missing)
            throw new SetupException("libraries are missing: " + string.Join(", ", missing));
    }

    /// <summary>The shared libraries that the program needs and that are found neither on the machine nor beside it.</summary>
    private List<string> Missing(string root) =>
        [.. Shell.Capture(root, "env", "LD_LIBRARY_PATH=" + Libraries(root), "ldd", Path.Combine(root, Program))
            .Split('\n')
            .Where(line => line.Contains("not found", StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' ')[0])
            .Distinct()];

    private static string Libraries(string root) => string.Join(
        ':',
        Directory.EnumerateFiles(root, "*.so*", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Distinct());
}
