namespace Relay.Local.Setup;

/// <summary>Fetches packages of the machine's own Debian (or Ubuntu) and unpacks them into a folder; changes nothing outside a scratch folder.</summary>
internal sealed class DebianPackages(string scratch)
{
    // The C library is the machine's own, and another beside it would not start.
    private static readonly string[] Never = ["libc6", "libgcc-s1"];

    private readonly HashSet<string> _unpacked = new(StringComparer.Ordinal);
    private bool _hasOwnLists;

    /// <summary>Fetches packages and unpacks them; those that were unpacked before are passed over.</summary>
    /// <exception cref="SetupException">One of them could not be had.</exception>
    public void Unpack(IReadOnlyList<string> packages, string root)
    {
        var wanted = packages.Where(_unpacked.Add).ToArray();
        if (wanted.Length == 0)
            return;

        var folder = Path.Combine(scratch, "archives-" + _unpacked.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(root);
        Download(folder, wanted);
        foreach (var archive in Directory.GetFiles(folder, "*.deb"))
            Shell.Capture(folder, "dpkg-deb", "-x", archive, root);
    }

    /// <summary>The library packages that a package depends on and that the machine lacks.</summary>
    /// <exception cref="SetupException">apt-cache does not know the package.</exception>
    public IEnumerable<string> LibrariesOf(string package) =>
        Shell.Capture(scratch, "apt-cache", [.. Options(), "depends", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances", package])
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("Depends: lib", StringComparison.Ordinal))
            .Select(line => line["Depends: ".Length..])
            .Where(name => !Never.Contains(name) && !IsInstalled(name));

    private bool IsInstalled(string package)
    {
        try
        {
            return Shell.Capture(scratch, "dpkg-query", "-W", "-f", "${Status}", package) == "install ok installed";
        }
        catch (SetupException)
        {
            // It knows no such package.
            return false;
        }
    }

    private void Download(string folder, string[] packages)
    {
        try
        {
            Shell.Capture(folder, "apt-get", [.. Options(), "download", .. packages]);
        }
        catch (SetupException) when (!_hasOwnLists)
        {
            // The machine has no package lists, or old ones that name files which are gone: fetch lists of our own, which takes no root.
            _hasOwnLists = true;
            Directory.CreateDirectory(Path.Combine(scratch, "lists", "partial"));
            Directory.CreateDirectory(Path.Combine(scratch, "cache", "archives", "partial"));
            Shell.Capture(scratch, "apt-get", [.. Options(), "update", "-q"]);
            Shell.Capture(folder, "apt-get", [.. Options(), "download", .. packages]);
        }
    }

    private string[] Options() => _hasOwnLists
        ? ["-o", $"Dir::State::Lists={Path.Combine(scratch, "lists")}", "-o", $"Dir::Cache={Path.Combine(scratch, "cache")}"]
        : [];
}
